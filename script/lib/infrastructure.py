"""The client's infrastructure in small: servers, PostgreSQL, Redis, the voting application, containers."""

import os
import shutil
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from certificates import Authority
from docker import Docker
from postgres import Postgres
from programs import ROOT, Failure, Program
from redis import Redis
from servers import MIB, begin_servers, end_servers
from voting import Voting

BACKUP = Path(os.environ.get("VIGIE_BACKUP") or ROOT / "deploy/backup")
NAMES = ["application", "database", "docker", "monitoring"]
LARGER = {
    # Prometheus keeps its series on it, four weeks of history among them.
    "monitoring": {"disk": 768 * MIB, "files": 65536, "cpus": 2.0},
}
POSTGRES_SETTINGS = {
    # Few enough to be taken by a drill in a moment.
    "max_connections": 40,
    "shared_buffers": "32MB",
}
REDIS_SETTINGS = {
    "maxmemory": "64mb", "maxmemory-policy": "noeviction", "appendonly": "yes",
}  # fmt: skip
# What else the application keeps in Redis, beside the queue.
REDIS_KEYS = {f"option:{choice}:{key}": key for choice in "ab" for key in ("name", "colour", "picture")}


class Infrastructure:
    """What is watched. `services` are its programs by the names that drills call them by."""

    def __init__(self, folder, tell):
        self.folder = folder
        self.servers, self.network, self.no_servers = begin_servers(folder, NAMES, LARGER)
        self.services = {}
        # An engine of its own, or else this machine's, or why there is none.
        self.docker = self.docker_host = self.no_docker = None
        try:
            if self.no_servers:
                tell(f"Everything stands on this machine itself, as {self.no_servers}")
            with ThreadPoolExecutor(4) as pool:
                postgres = pool.submit(self._start_postgres)
                redis = pool.submit(self._start_redis)
                docker = pool.submit(self._start_docker)
                certificate = pool.submit(self._certificate)
                self.postgres, self.redis = postgres.result(), redis.result()
                self._start_application(certificate.result())
                self._start_backups()
                docker.result()
        except BaseException:
            self.close()
            raise

    def _start_postgres(self):
        postgres = Postgres(self.folder, POSTGRES_SETTINGS, server=self.servers["database"])
        self.services["postgres"] = postgres.program
        postgres.sql("CREATE DATABASE votes;")
        postgres.sql("CREATE ROLE vigie LOGIN; GRANT pg_monitor TO vigie;")
        postgres.sql(
            """
            CREATE EXTENSION pg_stat_statements;
            CREATE TABLE votes (id varchar(255) NOT NULL UNIQUE, vote varchar(255) NOT NULL);
            INSERT INTO votes SELECT n, CASE WHEN n % 3 = 0 THEN 'a' ELSE 'b' END
              FROM generate_series(1, 1000) AS n;
            -- Everybody who votes while it runs has voted before, so that the number of rows stays as it is.
            INSERT INTO votes SELECT 'visitor-' || n, 'a' FROM generate_series(0, 299) AS n;
            INSERT INTO votes VALUES ('app-probe', 'a'), ('drill', 'a'), ('drill-journey', 'a');
            GRANT SELECT ON votes TO vigie;
            """,
            "votes",
        )
        return postgres

    def _start_redis(self):
        # Apart from its configuration, so that it can be replaced as a whole.
        data = self.folder / "redis-data"
        data.mkdir(mode=0o700)
        redis = Redis(self.folder, {**REDIS_SETTINGS, "dir": f'"{data}"'}, server=self.servers["database"])
        self.services["redis"] = redis.program
        redis.cli("MSET", *(word for pair in REDIS_KEYS.items() for word in pair))
        return redis

    def _certificate(self):
        """For the entrance over TLS: an authority's, on whom the probe relies."""
        if not shutil.which("openssl"):
            raise Failure("there is no openssl here: run script/setup demo")
        authority = Authority(self.folder)
        names = f"DNS:localhost,IP:{self.servers['application'].address}"
        # What it is replaced by when its end comes.
        authority.issue("expired", names, days=-1)
        return authority.issue("entrance", names, days=90)

    def _start_application(self, certificate):
        server = self.servers["application"]
        self.voting = voting = Voting(self.folder, self.redis, self.postgres, server)
        self.entrance_port = server.port(8443)
        entrance = Program(
            "the entrance of the voting application",
            [
                ROOT / "demo/app/front.py", "--listen", server.address, "--port", self.entrance_port,
                "--behind", f"{voting.host}:{voting.vote_port}",
                "--certificate", certificate[0], "--key", certificate[1],
            ],
            self.folder / "front.log",
            server=server,
        )  # fmt: skip
        visitors = Program(
            "the visitors",
            [ROOT / "demo/app/visitors.py", self.vote_page],
            self.folder / "visitors.log",
        )
        self.services |= {
            "vote": voting.vote, "worker": voting.worker, "result": voting.result,
            "entrance": entrance, "visitors": visitors,
        }  # fmt: skip
        entrance.wait_for_port(self.entrance_port)

    def _start_backups(self):
        """Of both databases, with copies in a vault on another machine, which is this one here."""
        if not BACKUP.is_dir():
            return
        server = self.servers["database"]
        folders = {name: self.folder / name for name in ("backups", "vault", "scratch")}
        for folder in folders.values():
            folder.mkdir()
        self.services["backups"] = Program(
            "the backups",
            [
                ROOT / "demo/backups.py", BACKUP, "--folder", folders["backups"], "--vault", folders["vault"],
                "--scratch", folders["scratch"], "--textfile", server.folder / "textfile",
                "--postgres", f"{self.postgres.folder}:{self.postgres.port}",
                "--redis", f"{self.redis.host}:{self.redis.port}",
            ],
            self.folder / "backups.log",
            server=server,
        )  # fmt: skip

    def _start_docker(self):
        server = self.servers["docker"]
        if self.no_servers:
            return self._look_for_docker()
        if missing := [name for name in ("dockerd", "docker", "busybox") if not shutil.which(name)]:
            self.no_docker = f"there is no {' and no '.join(missing)}: script/setup test installs Docker"
            return
        parent = f"/{server.cgroup.name}"
        try:
            self.docker = Docker(self.folder, server, [f"--cgroup-parent={parent}"])
        except Failure as failure:
            self.no_docker = f"its engine does not start here: {str(failure).splitlines()[0]}"
            return
        self.services["docker"] = self.docker.program
        self.docker_host = f"unix://{self.docker.socket}"
        # On the server's own network, as the engine has none; its page is in a folder of the demo's.
        pages = self.folder / "pages"
        pages.mkdir()
        (pages / "index.html").write_text("<!doctype html><title>Notice board</title><h1>Nothing new</h1>\n")
        expected = ["--label", "vigie.expected=true"]
        self.docker.start(
            "notices", "httpd", "-f", "-p", "8080", "-h", "/pages",
            flags=["--net=host", *expected, "--volume", f"{pages}:/pages:ro"],
        )  # fmt: skip
        self.docker.start("archive", "sleep", 1000000, flags=["--net=none", *expected])

    def _look_for_docker(self):
        """An engine of its own would need a server of its own; this machine's is watched where it lets us in."""
        host = os.environ.get("DOCKER_HOST") or "unix:///var/run/docker.sock"
        if host.startswith("unix://"):
            try:
                with socket.socket(socket.AF_UNIX) as engine:
                    engine.settimeout(2)
                    engine.connect(host.removeprefix("unix://"))
            except OSError as error:
                self.no_docker = f"there is no Docker at {host} ({error.strerror or 'it does not answer'})"
                return
        self.docker_host = host

    @property
    def vote_page(self):
        return f"http://{self.voting.host}:{self.voting.vote_port}/"

    @property
    def result_page(self):
        return f"http://{self.voting.host}:{self.voting.result_port}/"

    @property
    def entrance(self):
        return f"https://{self.voting.host}:{self.entrance_port}/"

    def close(self):
        """Ends everything that still runs on the servers, and takes them away."""
        end_servers(self.servers, self.network)
