"""Backups of Redis: the dump that a replica would get, taken over the connection, so that no file of the server's is read."""

import os
import pwd
import re
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

import sets
from running import NOT_VERIFIED, USAGE, Failure, private_server, run, say
from runs import Repository, clock, finish_off_host, keep_of, scratch_folder
from settings import secret, user_for

KIND = "dump"
DUMP = "dump.rdb"


class Client:
    """redis-cli; the password stands in its environment, not in its title."""

    def __init__(self, host, port="6379", user="", password="", tls=False):
        self._address = ["-s", host] if str(host).startswith("/") else ["-h", host, "-p", port]
        if user:
            self._address += ["--user", user]
        if tls:
            self._address += ["--tls"]
        # An empty one would be sent, and refused.
        self._env = {"REDISCLI_AUTH": password} if password else {}

    def ask(self, *words, seconds=15):
        return run(["redis-cli", "-e", "--no-auth-warning", *self._address, *words], seconds, f"redis-cli {words[0]}",
                   env=self._env).strip()

    def info(self, section):
        lines = (line.partition(":") for line in self.ask("INFO", section).splitlines())
        return {name: value.strip() for name, colon, value in lines if colon}

    def keys(self):
        """Keys by database."""
        return {name: int(re.match(r"keys=(\d+)", value)[1]) for name, value in self.info("keyspace").items()
                if name.startswith("db")}

    def dump(self, file, seconds):
        run(["redis-cli", "-e", "--no-auth-warning", *self._address, "--rdb", file], seconds, "redis-cli --rdb",
            env=self._env)


def connect(settings):
    password = secret(settings.password_file) if settings.password_file else ""
    if settings.tls not in ("yes", "no"):
        raise Failure(f"tls is '{settings.tls}': say yes or no", USAGE)
    return Client(settings.host, settings.port, settings.user, password, settings.tls == "yes")


def keys_in(dump, seconds):
    """How many keys a dump holds, by the checker that comes with Redis; it refuses a damaged file."""
    printed = run(["redis-check-rdb", dump], seconds, "redis-check-rdb")
    read = re.search(r"(\d+) keys read", printed)
    if not read:
        raise Failure("redis-check-rdb does not say how many keys it read")
    return int(read[1])


class RedisRepository(Repository):
    def __init__(self, settings):
        super().__init__("redis", settings, (KIND,))

    def survey(self, outcome):
        dumps = {name: about for name, about in sets.index(self.kind(KIND)).items() if "keys" in about}
        times = [about["time"] for about in dumps.values()]
        outcome.record(success=max(times, default=None), full=max(times, default=None), oldest=min(times, default=None),
                       size=dumps[max(dumps)]["bytes"] if dumps else None)
        outcome.known.setdefault("sets", {})["local"] = len(dumps)

    def choose(self, outcome):
        verified = outcome.known.get("verified_set")

        def chosen(index):
            return {KIND: keep_of(self.settings, index[KIND], verified)}

        return chosen


def back_up(settings, wait):
    repository = RedisRepository(settings)
    with repository.run("dump", wait) as outcome:
        client = connect(settings)
        seconds = settings.number("seconds")
        # What is in the dump is at least as new as this moment.
        began = time.time()
        before = sum(client.keys().values())
        version = client.info("server").get("redis_version", "")
        with sets.making(repository.kind(KIND)) as part:
            client.dump(part / DUMP, seconds)
            keys = keys_in(part / DUMP, seconds)
            about = sets.finish(part, {
                "time": int(began), "keys": keys, "keys_before": before, "keys_after": sum(client.keys().values()),
                "version": version, "duration": round(time.time() - began, 3)})
        say(f"dump {about['name']}: {keys} keys, {about['bytes']} bytes in {about['duration']:.1f} s")
        finish_off_host(repository, outcome, repository.choose(outcome))
        if repository.offhost:
            outcome.known.setdefault("sets", {})["offhost"] = len(repository.offhost.index(f"redis/{KIND}"))


# MARK: - Restoring


def choose(dumps, at=None):
    """The newest dump that is not later than `at`."""
    usable = [about for about in dumps.values() if "keys" in about and (at is None or about["time"] <= at)]
    if not usable:
        raise Failure("there is no dump to restore: " + (
            "none is that old; --list shows what there is" if dumps and at else "no complete backup is there"))
    return max(usable, key=lambda about: about["time"])


def index_of(place):
    return sets.index(place / KIND) if isinstance(place, Path) else place.index(f"redis/{KIND}")


def collect(place, about, scratch):
    """The folder of a checked set."""
    folder = place / KIND if isinstance(place, Path) else place.fetch(f"redis/{KIND}", [about["name"]], scratch)
    sets.check(folder / about["name"])
    return folder / about["name"]


@contextmanager
def loaded(folder, about, user, scratch, seconds):
    """A private server on a socket in `scratch` that has loaded `folder`/dump.rdb whole, and writes nothing."""
    socket, log = scratch / "socket", scratch / "log"
    client = Client(str(socket))

    def answers():
        try:
            return socket.exists() and client.ask("PING") == "PONG" and client.info("persistence")["loading"] == "0"
        except Failure:
            return False

    arguments = ["redis-server", "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700", "--dir", folder,
                 "--dbfilename", DUMP, "--save", "", "--appendonly", "no", "--daemonize", "no"]
    with private_server("Redis", arguments, user, {}, log, answers, seconds):
        persistence = client.info("persistence")
        came = int(persistence.get("rdb_last_load_keys_loaded", -1))
        expired = int(persistence.get("rdb_last_load_keys_expired", 0))
        # A key whose time came since the dump is not brought back, and is not missed.
        if came + expired != about["keys"]:
            raise Failure(f"{about['name']} holds {about['keys']} keys, but {came} were loaded and {expired} had expired",
                          NOT_VERIFIED)
        yield came, expired, client.keys()


def verify(settings, is_local, wait):
    """Loads the newest dump into a scratch server, from the other host's copy unless told otherwise."""
    repository = RedisRepository(settings)
    user = user_for(settings.run_as)
    with repository.run("verify", wait) as outcome:
        began = time.monotonic()
        place = repository.folder if is_local or not repository.offhost else repository.offhost
        seconds = settings.number("seconds")
        with scratch_folder(settings, user) as scratch:
            about = choose(index_of(place))
            source = collect(place, about, scratch)
            data = scratch / "data"
            data.mkdir(mode=0o700)
            shutil.copyfile(source / DUMP, data / DUMP)
            if user:
                shutil.chown(data, user)
                shutil.chown(data / DUMP, user)
            try:
                with loaded(data, about, user, scratch, seconds) as (came, expired, _):
                    pass
            except Failure as failure:
                raise Failure(f"{about['name']} cannot be restored: {failure}", NOT_VERIFIED) from None
        took = time.monotonic() - began
        outcome.record(verified=round(time.time(), 3), verified_set=about["name"], verified_duration=round(took, 3))
        say(f"verified {about['name']} from {getattr(place, 'where', place)}: {came} keys as recorded"
            f"{f' ({expired} more had expired)' if expired else ''}; restored in {clock(took)}")
        repository.refuse_damage()


def lay_out(dump, folder, user, append_folder, append_file):
    """Makes a Redis data folder of a dump: for servers with and without an append-only file.

    A server with `appendonly yes` reads only its append-only file, and begins empty when there is none, whatever lies
    in dump.rdb: so the dump is its first part, too.
    """
    base = f"{append_file}.1.base.rdb"
    (folder / append_folder).mkdir(mode=0o700)
    shutil.copyfile(dump, folder / DUMP)
    shutil.copyfile(dump, folder / append_folder / base)
    (folder / append_folder / f"{append_file}.manifest").write_text(f"file {base} seq 1 type b\n", encoding="utf-8")
    for path in (folder, *folder.rglob("*")):
        if user:
            shutil.chown(path, user, pwd.getpwnam(user).pw_gid)
        path.chmod(0o700 if path.is_dir() else 0o600)
        sets.flush(path)


def running_in(folder):
    """The process id of a Redis whose data folder this is, or None."""
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and (entry / "comm").read_text().startswith("redis-server"):
                if os.path.samefile(entry / "cwd", folder):
                    return int(entry.name)
        except OSError:
            continue
    return None
