"""A real Docker engine of a script's own: private folder, private socket, gone when the script ends."""

import io
import os
import shutil
import signal
import subprocess
import tarfile
import time
from concurrent.futures import ThreadPoolExecutor

from programs import HERE, Failure, Program

# The longest path of a Unix socket is 107 bytes.
LONGEST_SOCKET = 107


class Docker:
    """An engine without a network, with one image that holds nothing: containers run this machine's
    busybox, so that two hundred of them take no room."""

    def __init__(self, folder, server=HERE, flags=()):
        if os.geteuid() != 0:
            raise Failure("Docker is started as root only")
        for program in ("dockerd", "docker", "busybox"):
            if not shutil.which(program):
                raise Failure(f"there is no {program} here: run script/setup test")
        self.folder = folder / "docker"
        self.folder.mkdir(mode=0o700)
        self.socket = self.folder / "socket"
        if len(str(self.socket)) > LONGEST_SOCKET:
            raise Failure(f"{self.socket} is too long a path for a socket: set TMPDIR to a shorter one")
        self.log = folder / "docker.log"
        self._server, self._flags = server, flags
        self._start()
        try:
            self._wait()
            self._import_image()
        except BaseException:
            self.close()
            raise

    def _start(self):
        self.program = Program(
            "Docker",
            [
                "dockerd", "--data-root", self.folder / "data", "--exec-root", self.folder / "exec",
                "--host", f"unix://{self.socket}", "--pidfile", self.folder / "pid",
                "--iptables=false", "--bridge=none", "--storage-driver=vfs", *self._flags,
            ],
            self.log,
            server=self._server,
        )  # fmt: skip

    def _wait(self):
        self.program.wait_until(lambda: self._ask("version").returncode == 0, "answer", 60)

    def hang(self, seconds=10):
        """Stops it in its tracks for a while."""
        os.kill(self.program.pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(self.program.pid, signal.SIGCONT)

    def restart(self):
        """Stops it, with its containers, and starts it again."""
        self.program.stop(60)
        time.sleep(2)
        self._start()
        self._wait()

    def _ask(self, *words, **options):
        return subprocess.run(
            ["docker", "--host", f"unix://{self.socket}", *(str(word) for word in words)],
            capture_output=True, check=False, **options,
        )

    def docker(self, *words, **options):
        """What a command of Docker's own client prints."""
        done = self._ask(*words, **options)
        if done.returncode != 0:
            raise Failure(f"docker {' '.join(words)}: {done.stderr.decode().strip()[-300:]}")
        return done.stdout.decode().strip()

    def _import_image(self):
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            folder = tarfile.TarInfo("bin")
            folder.type, folder.mode = tarfile.DIRTYPE, 0o755
            tar.addfile(folder)
        self.docker("import", "-", "empty", input=archive.getvalue())

    def start(self, name, *words, flags=("--net=none",)):
        """Starts a container in which busybox does as it is told."""
        self.docker(
            "run", "--detach", "--memory=64m", "--name", name, *flags,
            "--volume", f"{shutil.which('busybox')}:/bin/busybox:ro", "empty", "/bin/busybox", *words,
        )  # fmt: skip

    def run(self, names):
        """Starts containers that sleep."""
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda name: self.start(name, "sleep", 1000000), names))

    def close(self):
        """Removes all containers, which would outlive their engine, and ends it."""
        listed = self._ask("ps", "--all", "--quiet").stdout.decode().split()
        if listed:
            self._ask("rm", "--force", *listed)
        self.program.stop(30)
