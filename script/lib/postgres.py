"""A real PostgreSQL of a script's own: private folder, private port, gone when the script ends."""

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

from programs import HERE, Failure, Program


def binaries():
    """Where the server's programs are: VIGIE_POSTGRES_BIN, or the newest of Debian's."""
    if chosen := os.environ.get("VIGIE_POSTGRES_BIN"):
        return Path(chosen)
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if not found:
        raise Failure("there is no PostgreSQL server here: run script/setup demo")
    return found[-1].parent


class Postgres:
    """A server; as root it runs as the user postgres, since it refuses to run as root."""

    def __init__(self, folder, settings=None, primary=None, server=HERE):
        """Makes a cluster below `folder` and starts it; a standby of `primary` if there is one."""
        self.bin = binaries()
        self.user = self._user()
        self.host, self.port = server.address, server.port(5432)
        # Others may pass through the script's folder, but not look into it.
        os.chmod(folder, 0o711)
        self.folder = folder / f"postgres-{self.port}"
        self.folder.mkdir(mode=0o700)
        if self.user:
            shutil.chown(self.folder, self.user, self.user)
        data = self.folder / "data"
        if primary is None:
            self._run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                      "--locale=C", "--no-sync", "--no-instructions")
        else:
            self._run("pg_basebackup", "-D", data, "-h", primary.folder, "-p", str(primary.port),
                      "-U", "postgres", "-R", "-C", "-S", "standby", "-c", "fast", "--no-sync")
        if server is not HERE:
            # Its neighbours may come over the network, which is the demo's own.
            with open(data / "pg_hba.conf", "a", encoding="utf-8") as file:
                file.write("host all all samenet trust\n")
        everything = {
            "port": self.port,
            "listen_addresses": self.host,
            "unix_socket_directories": self.folder,
            "shared_preload_libraries": "pg_stat_statements",
            # What is here is gone in a minute.
            "fsync": "off",
            "full_page_writes": "off",
            **(settings or {}),
        }
        self.program = Program(
            "PostgreSQL",
            [self.bin / "postgres", "-D", data]
            + [part for name, value in everything.items() for part in ("-c", f"{name}={value}")],
            folder / f"postgres-{self.port}.log",
            user=self.user,
            server=server,
            # Without waiting for clients to leave.
            stop_signal=signal.SIGINT,
        )
        self.program.wait_until(self._answers, "answer", 20)

    @staticmethod
    def _user():
        if os.geteuid() != 0:
            return None
        try:
            return pwd.getpwnam("postgres").pw_name
        except KeyError:
            raise Failure("there is no user postgres: run script/setup demo") from None

    def _run(self, program, *arguments):
        prefix = []
        if self.user:
            prefix = ["setpriv", "--reuid", self.user, "--regid", self.user, "--init-groups"]
        done = subprocess.run(
            [*prefix, self.bin / program, *arguments],
            capture_output=True, text=True, check=False, cwd="/",
        )
        if done.returncode != 0:
            raise Failure(f"{program} failed: {(done.stderr or done.stdout).strip()}")

    def _answers(self):
        asked = [self.bin / "pg_isready", "-q", "-h", self.folder, "-p", str(self.port)]
        return subprocess.run(asked, check=False).returncode == 0

    def sql(self, text, database="postgres", role="postgres"):
        """Runs statements, each by itself; what they print, fields with | between them."""
        done = subprocess.run(
            [self.bin / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
             "-h", self.folder, "-p", str(self.port), "-U", role, "-d", database],
            input=text, capture_output=True, text=True, check=False,
        )
        if done.returncode != 0:
            raise Failure(f"psql: {done.stderr.strip()}")
        return done.stdout.strip()

    def data_source(self, role, database="postgres"):
        """Where it is, for a data source name over TCP."""
        return f"postgresql://{role}@{self.host}:{self.port}/{database}?sslmode=disable"
