"""Programs that a script starts: each dies with the script, and says why when it does not start."""

import atexit
import concurrent.futures
import contextlib
import os
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# How this command is called: what stands in lib/ is run by a command of its own.
COMMAND = Path(sys.argv[0])
NAME = os.environ.get("VIGIE_COMMAND", COMMAND.stem) if COMMAND.parent.name == "lib" else COMMAND.name


class Failure(Exception):
    """Something that ends the script, said in one line, with the remedy."""


def say(text=""):
    print(text, flush=True)


def run_main(main):
    """Runs a script's `main`, which returns its exit status, and tells failures in one line."""
    # SIGTERM and SIGHUP unwind like Ctrl-C, so that every `finally` runs.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    try:
        status = main()
    except Failure as failure:
        print(f"{NAME}: {failure}", file=sys.stderr)
        status = 1
    except KeyboardInterrupt:
        print(f"{NAME}: interrupted", file=sys.stderr)
        status = 130
    sys.exit(status)


def started_at(pid):
    """When a process started, in ticks since boot, or None: a pid that came back is another process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return None


def free_port():
    """A port on loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class TemporaryFolder:
    """A folder that is gone when the script ends."""

    def __init__(self, name):
        self._folder = tempfile.TemporaryDirectory(prefix=f"vigie-{name}-", ignore_cleanup_errors=True)
        self.path = Path(self._folder.name)
        atexit.register(self._folder.cleanup)


def ask(command):
    """What a command prints, with its layout flattened to single spaces."""
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except FileNotFoundError:
        raise Failure(f"{command[0]} is not here: run script/setup and script/build") from None
    return " ".join((answer.stdout + answer.stderr).split())


class Here:
    """Where a program stands: on this machine itself, at loopback. Servers in small are the others."""

    address = "127.0.0.1"
    enter = ()
    cgroups = ()

    def port(self, usual):
        """A port to listen on, for what usually listens on `usual`."""
        return free_port()

    def spawning(self):
        """Is entered while a process is started there."""
        return contextlib.nullcontext()


HERE = Here()


class Spawner:
    """Starts programs for threads that do not last, on one that lasts as long as the script."""

    def __init__(self):
        self._work = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread = None

    def run(self, work):
        future = concurrent.futures.Future()
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, daemon=True, name="spawner")
                self._thread.start()
        self._work.put((work, future))
        return future.result()

    def _serve(self):
        while True:
            work, future = self._work.get()
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)


SPAWNER = Spawner()


class Program:
    """A started program with its log; it is killed by the kernel should this script be killed."""

    running = []

    def __init__(
        self, name, command, log, cgroups=(), environment=None, user=None, server=HERE,
        stop_signal=signal.SIGTERM,
    ):  # fmt: skip
        self.name = name
        self.command = [str(part) for part in command]
        self.log = Path(log)
        self.server = server
        self.stop_signal = stop_signal
        self._environment = environment
        if not os.path.exists(self.command[0]) and "/" in self.command[0]:
            raise Failure(f"{self.command[0]} is not there: build it with script/build")
        self._prefix = [*server.enter, "setpriv"]
        if user:
            # In one call: the kernel forgets who is to be told of a death when the user changes.
            self._prefix += ["--reuid", user, "--regid", user, "--init-groups"]
        self._prefix += ["--pdeathsig", "KILL"]
        if cgroups := [*server.cgroups, *cgroups]:
            joins = "; ".join(f"echo $$ > {group}/cgroup.procs" for group in cgroups)
            # Before anything else: whoever enters a server may no longer see this machine's cgroups.
            self._prefix = ["sh", "-c", f'set -e; {joins}; exec "$@"', "sh", *self._prefix]
        self.start()

    def start(self):
        """Starts it, again if it has ended."""
        # The kernel takes the end of the thread that started it for the end of the script.
        if threading.current_thread() is threading.main_thread():
            self._spawn()
        else:
            SPAWNER.run(self._spawn)

    def _spawn(self):
        try:
            with open(self.log, "ab") as log_file, self.server.spawning():
                # A session of its own: Ctrl-C is for this script, which stops its programs in order.
                self.process = subprocess.Popen(
                    self._prefix + self.command,
                    stdin=subprocess.DEVNULL,
                    stdout=log_file,
                    stderr=log_file,
                    start_new_session=True,
                    env={**os.environ, **self._environment} if self._environment else None,
                )
        except FileNotFoundError as error:
            raise Failure(f"cannot start {self.name}: {error.filename} is missing: script/setup") from None
        self.pid = self.process.pid
        Program.running.append(self)

    @property
    def is_running(self):
        return self.process.poll() is None

    def last_lines(self, count=10):
        lines = self.log.read_text(errors="replace").splitlines()[-count:]
        return "\n".join(f"    {line}" for line in lines) or "    (it wrote nothing)"

    def failure(self, what):
        return Failure(f"{self.name} {what}; the last lines of its log:\n{self.last_lines()}")

    def wait_until(self, is_ready, what, seconds=10.0):
        """Waits for `is_ready`; the program ending or the time running out is a failure."""
        end = time.monotonic() + seconds
        while True:
            result = is_ready()
            if result:
                return result
            if not self.is_running:
                raise self.failure(f"ended with status {self.process.returncode}")
            if time.monotonic() > end:
                raise self.failure(f"did not {what} within {seconds:.0f} s")
            time.sleep(0.05)

    def wait_for_port(self, port, seconds=10.0):
        def listens():
            try:
                socket.create_connection((self.server.address, port), timeout=1).close()
                return True
            except OSError:
                return False

        self.wait_until(listens, f"listen on port {port}", seconds)

    def stop(self, seconds=5.0):
        """Its signal to end, and SIGKILL to one that does not obey; returns how long it took."""
        began = time.monotonic()
        if self.is_running:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self in Program.running:
            Program.running.remove(self)
        return time.monotonic() - began

    @classmethod
    def stop_all(cls):
        for program in reversed(list(cls.running)):
            program.stop()


atexit.register(Program.stop_all)
