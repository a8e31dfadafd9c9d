"""A real Redis of a script's own: private folder, private port, gone when the script ends."""

import shutil
import subprocess

from programs import HERE, Failure, Program, free_port


class Redis:
    """A server on loopback, or on a server in small, that keeps nothing on disk unless `settings` say so."""

    what = "Redis"
    # Of every kind; the settings of a server are in `_settings`.
    options = ()

    def __init__(self, folder, settings=None, primary=None, server=HERE):
        """Starts it below `folder`, and waits until it serves; a replica of `primary` if there is one."""
        for program in ("redis-server", "redis-cli"):
            if not shutil.which(program):
                raise Failure(f"there is no {program} here: run script/setup demo")
        self.host, self.port = server.address, server.port(6379)
        self.primary = primary
        self.folder = folder / f"redis-{self.port}"
        self.folder.mkdir(mode=0o700)
        everything = {
            "bind": self.host, "port": self.port, "dir": f'"{self.folder}"',
            # Who reaches a server in small is of the demo.
            "protected-mode": "yes" if server is HERE else "no",
            **self._settings(), **(settings or {}),
        }  # fmt: skip
        file = self.folder / "redis.conf"
        lines = (f"{name} {value}\n" for name, value in everything.items())
        file.write_text("".join(lines), encoding="utf-8")
        self.program = Program(
            self.what, ["redis-server", file, *self.options], folder / f"redis-{self.port}.log",
            server=server,
        )
        self.program.wait_until(self._answers, "answer")
        self._begin()

    def _settings(self):
        # A replica is not to wait for others that might come.
        settings = {"save": '""', "appendonly": "no", "repl-diskless-sync-delay": 0}
        if self.primary:
            settings["replicaof"] = f"{self.primary.host} {self.primary.port}"
        return settings

    def _begin(self):
        if self.primary:
            self.program.wait_until(
                lambda: self.info("replication").get("master_link_status") == "up",
                "get the data of its primary", 20,
            )

    def _answers(self):
        return self._ask(["PING"], 0).stdout.strip() == "PONG"

    def _ask(self, words, database):
        address = ["-h", self.host, "-p", str(self.port), "-n", str(database)]
        return subprocess.run(
            ["redis-cli", "-e", *address, *(str(word) for word in words)],
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )

    def cli(self, *words, database=0, may_fail=False):
        """What redis-cli prints for a command; an error of the server's is a failure."""
        done = self._ask(words, database)
        if done.returncode != 0 and not may_fail:
            raise Failure(f"redis-cli {words[0]}: {(done.stderr or done.stdout).strip()}")
        return done.stdout.strip()

    def info(self, section="everything"):
        """Fields of INFO."""
        lines = (line.partition(":") for line in self.cli("INFO", section).splitlines())
        return {name: value for name, colon, value in lines if colon}

    @property
    def version(self):
        return self.info("server")["redis_version"]

    def address(self, port=None):
        """Its URL; with the port of somebody who passes connections on to it, if that is said."""
        return f"redis://{self.host}:{port or self.port}"


class Sentinel(Redis):
    """Watches a primary, and has found its replicas when it is made."""

    what = "Redis Sentinel"
    options = ("--sentinel",)

    def __init__(self, folder, primary, name="main", replicas=1):
        self._watched, self._replicas = name, replicas
        super().__init__(folder, primary=primary)

    def _settings(self):
        return {"sentinel monitor": f"{self._watched} 127.0.0.1 {self.primary.port} 1"}

    def _begin(self):
        sees = f"slaves={self._replicas},"
        self.program.wait_until(
            lambda: sees in self.info("sentinel").get("master0", ""), "find the replicas", 20
        )


class ClusterNode(Redis):
    """A cluster of one node, which has all slots."""

    what = "Redis Cluster"

    def _settings(self):
        # By default the port is 10 000 above the other one, which may be too much.
        return {**super()._settings(), "cluster-enabled": "yes", "cluster-port": free_port()}

    def _begin(self):
        self.cli("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
        self.program.wait_until(
            lambda: "cluster_state:ok" in self.cli("CLUSTER", "INFO"), "become a cluster", 20
        )
