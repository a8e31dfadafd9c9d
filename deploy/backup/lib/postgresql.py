"""Backups of PostgreSQL: base backups, and the WAL since, fetched by streaming through a replication slot.

Nothing has to be changed in the server's configuration, and it needs no restart: a role with REPLICATION is enough.
Every run sets a restore point, counts the rows around it, and fetches the WAL up to it. Restoring means: the newest
base backup before a point, and the WAL after it, up to exactly that point.
"""

import json
import os
import re
import shutil
import signal
import time
from contextlib import contextmanager
from pathlib import Path

import sets
from running import NOT_VERIFIED, USAGE, Failure, complain, private_server, run, say
from runs import Repository, clock, finish_off_host, keep_of, scratch_folder
from settings import user_for

BASE, WAL = "base", "wal"
# A server that replays WAL must have room for what the old one had under way.
ROOM = ("max_connections", "max_worker_processes", "max_wal_senders", "max_prepared_transactions",
        "max_locks_per_transaction")  # fmt: skip
PRIVATE = Path("/usr/lib/postgresql")


def programs(folder="", major=None):
    """The folder of PostgreSQL's programs: as said, or Debian's of a major version, or Debian's newest."""
    if folder:
        found = [Path(folder)]
    elif major:
        found = [PRIVATE / str(major) / "bin"]
    else:
        found = sorted(PRIVATE.glob("*/bin"), key=lambda path: float(path.parent.name))
    if not found or not (found[-1] / "psql").exists():
        wanted = folder or f"{PRIVATE}/{major or '*'}/bin"
        raise Failure(f"PostgreSQL's programs are not in {wanted}: install postgresql-{major or 15}, or say --bin", USAGE)
    return found[-1]


class Server:
    """A running server, spoken to by its own programs; where it is stands in their environment, not in their titles."""

    def __init__(self, bin, host, port, user, database="postgres", passfile="", run_as=None):
        self.bin, self.run_as = bin, run_as
        self.env = {"PGHOST": str(host), "PGPORT": str(port), "PGUSER": user, "PGDATABASE": database,
                    "PGCONNECT_TIMEOUT": "10", "PGAPPNAME": "vigie-backup"}
        if passfile:
            self.env["PGPASSFILE"] = passfile

    def run(self, program, *arguments, seconds, **streams):
        return run([self.bin / program, *arguments], seconds, program, self.run_as, self.env, **streams)

    def sql(self, text, seconds=30, database=None, options=""):
        """Rows of fields; each statement by itself."""
        env = {**self.env, "PGOPTIONS": options, **({"PGDATABASE": database} if database else {})}
        printed = run([self.bin / "psql", "-X", "-q", "-w", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-f", "-"],
                      seconds, "psql", self.run_as, env, text=text)
        return [line.split("\t") for line in printed.splitlines()]

    def counts(self, seconds):
        """Rows by database and table, each database at one moment. What cannot be counted in time is left out."""
        if not seconds:
            return {}
        found = {}
        for (database,) in self.sql("SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1"):
            try:
                found.update(self._count(database, seconds))
            except Failure as failure:
                complain(f"rows of {database} are not counted: {failure}")
        return found

    def _count(self, database, seconds):
        # An unlogged table is empty after any restore.
        tables = self.sql(
            "SELECT quote_literal(format('%I.%I', nspname, relname)), format('%I.%I', nspname, relname)"
            " FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relkind = 'r' AND relpersistence = 'p' AND nspname <> 'information_schema' AND nspname !~ '^pg_'"
            " ORDER BY 2", database=database)
        if not tables:
            return {}
        counting = "".join(f"SELECT {label}, count(*) FROM ONLY {table};\n" for label, table in tables)
        rows = self.sql(
            f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n{counting}COMMIT;\n", seconds, database,
            # It waits for no lock of the application's, and a policy that hides rows is an error and not fewer rows.
            f"-c statement_timeout={seconds}s -c lock_timeout=2s -c row_security=off")
        return {f"{database}: {table}": int(count) for table, count in rows}


class PostgresRepository(Repository):
    def __init__(self, settings):
        super().__init__("postgres", settings, (BASE, WAL))

    def survey(self, outcome):
        bases, wals = (sets.index(self.kind(kind)) for kind in self.kinds)
        reachable = [
            wal["time"] for wal in wals.values() if any(_can_reach(base, wal) for base in bases.values())
        ]
        outcome.record(
            success=max(reachable, default=None), oldest=min(reachable, default=None),
            full=max((base["time"] for base in bases.values()), default=None),
            size=bases[max(bases)]["bytes"] if bases else None,
        )
        outcome.known.setdefault("sets", {})["local"] = len(bases)

    def choose(self, outcome):
        """What rotation keeps: base backups by age, and the WAL that they need."""
        verified = outcome.known.get("verified_set")

        def chosen(index):
            bases = keep_of(self.settings, index[BASE], verified)
            hours = keep_of(self.settings, index[BASE], None, daily=0)
            # From the oldest hourly one on every point can be restored; an older base keeps the first point after it.
            wals = {name for name, wal in index[WAL].items()
                    if any(_can_reach(index[BASE][base], wal) for base in hours)}
            for base in bases:
                wals.update([name for name in sorted(index[WAL])
                             if _can_reach(index[BASE][base], index[WAL][name])][:1])
            if not bases:
                wals = set(index[WAL])
            return {BASE: bases, WAL: wals}

        return chosen


def _can_reach(base, wal):
    """Whether a base backup and the WAL after it lead to a point: one chain, and the base was complete before it."""
    return base.get("chain") and base.get("chain") == wal.get("chain") and base["lsn"] <= wal["lsn"]


def _age(about):
    return about["time"], about.get("lsn", 0)


def _number(lsn):
    """An LSN as PostgreSQL writes it (0/3000160), as a number."""
    high, low = lsn.split("/")
    return int(high, 16) << 32 | int(low, 16)


def connect(settings):
    """The server of the settings, with programs of its version."""
    passfile = settings.passfile
    server = Server(programs(settings.bin), settings.host, settings.port, settings.user, settings.database, passfile)
    version = int(server.sql("SHOW server_version_num")[0][0])
    if version < 150000:
        raise Failure(f"the server is PostgreSQL {version // 10000}; 15 or newer is needed", USAGE)
    if not settings.bin:
        server.bin = programs(major=version // 10000)
    return server


class Source:
    """The live server, and the folder that its WAL is received in."""

    def __init__(self, settings, repository):
        self.settings, self.repository = settings, repository
        self.server = connect(settings)
        self.receiving = repository.folder / "receiving"
        # The segment in it that the last set holds.
        self.already_file = repository.folder / "received"
        self.chain_file = repository.folder / "chain.json"
        row = self.server.sql(
            "SELECT system_identifier, current_setting('server_version_num'),"
            " (SELECT setting FROM pg_settings WHERE name = 'wal_segment_size'), pg_is_in_recovery(),"
            " (SELECT count(*) FROM pg_tablespace) FROM pg_control_system()")[0]
        self.identity, self.version, self.segment_size = row[0], int(row[1]), int(row[2])
        if row[3] == "t":
            raise Failure("the server is a standby: back up its primary", USAGE)
        if int(row[4]) > 2:
            raise Failure("the server has tablespaces outside of its data folder, which these backups do not hold: "
                          "move them into it (ALTER TABLE … SET TABLESPACE pg_default)", USAGE)

    def refuse_another_cluster(self, is_new_cluster):
        """An empty server that took the place of a lost one is not to push the good backups out."""
        bases = sets.index(self.repository.kind(BASE))
        kept = bases[max(bases)].get("system_identifier") if bases else None
        if kept and kept != self.identity and not is_new_cluster:
            raise Failure(
                f"this server is another cluster (system identifier {self.identity}) than the one backed up in "
                f"{self.repository.folder} ({kept}). If data were lost, restore them: restore-postgres --help. "
                "If it is meant to be new: backup-postgres base --new-cluster")

    def chain(self):
        """The name of the unbroken WAL that the slot continues, or None when a base backup has to begin a new one."""
        if not re.fullmatch("[a-z0-9_]{1,63}", self.settings.slot):
            raise Failure(f"slot '{self.settings.slot}' may hold only a-z, 0-9 and _", USAGE)
        try:
            known = json.loads(self.chain_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        slot = self.server.sql(f"SELECT wal_status FROM pg_replication_slots WHERE slot_name = '{self.settings.slot}'")
        if known.get("system_identifier") != self.identity or not slot or slot[0][0] == "lost":
            return None
        return known["chain"]

    def begin_chain(self):
        """A slot from which on the server keeps WAL until it is fetched."""
        slot = self.settings.slot
        self.server.sql(f"SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = '{slot}'")
        shutil.rmtree(self.receiving, ignore_errors=True)
        self.already_file.unlink(missing_ok=True)
        # Reserving at once: pg_receivewal's --create-slot keeps WAL only from the first connection on.
        self.server.sql(f"SELECT pg_create_physical_replication_slot('{slot}', true)")
        chain = f"{self.identity}-{sets.name_at(time.time())}-{os.urandom(3).hex()}"
        sets.write_whole(self.chain_file, json.dumps({"chain": chain, "system_identifier": self.identity}) + "\n")
        return chain

    def take_base(self, chain):
        began = time.time()
        room = dict(self.server.sql(
            f"SELECT name, setting FROM pg_settings WHERE name IN ({', '.join(repr(name) for name in ROOM)})"))
        (superuser,), = self.server.sql("SELECT rolname FROM pg_roles WHERE rolsuper AND rolcanlogin ORDER BY oid LIMIT 1")
        with sets.making(self.repository.kind(BASE)) as part:
            part_files = part / "files"
            self.server.run(
                "pg_basebackup", "-w", "-D", part_files, "-F", "t", "-Z", "3", "-X", "stream", "-c", self.settings.checkpoint,
                "-l", "vigie-backup", "--manifest-checksums=SHA256", seconds=self.settings.number("base_seconds"))
            for path in part_files.iterdir():
                path.rename(part / path.name)
            part_files.rmdir()
            # The backup is consistent from its end on, which is not after this.
            (lsn,), = self.server.sql("SELECT pg_current_wal_insert_lsn()")
            about = sets.finish(part, {
                "time": int(began), "chain": chain, "lsn": _number(lsn), "system_identifier": self.identity, "version": self.version,
                "settings": room, "superuser": superuser, "database": self.settings.database, "duration": round(time.time() - began, 3)})
        say(f"base backup {about['name']}: {about['bytes']} bytes in {about['duration']:.1f} s")

    def take_wal(self, chain):
        """Everything up to now: a restore point, the rows around it, and the WAL up to it."""
        seconds = self.settings.number("count_seconds")
        before = self.server.counts(seconds)
        at = int(time.time())
        point = f"vigie_{sets.name_at(at)}_{os.urandom(3).hex()}"
        (_, lsn), = self.server.sql(f"SELECT pg_create_restore_point('{point}'), pg_switch_wal()")
        after = self.server.counts(seconds)
        (segment,), = self.server.sql(f"SELECT pg_walfile_name('{lsn}')")
        lsn = _number(lsn)
        self._receive(lsn)
        already = self.already_file.read_text(encoding="utf-8").strip() if self.already_file.exists() else ""
        received = {path.name: path for path in self.receiving.iterdir() if path.suffix != ".partial"}
        if f"{segment}.gz" not in received:
            raise Failure(f"pg_receivewal did not fetch {segment}")
        files = [path for name, path in received.items() if name != already]
        with sets.making(self.repository.kind(WAL)) as part:
            for path in files:
                os.link(path, part / path.name)
            about = sets.finish(part, {
                "time": at, "chain": chain, "system_identifier": self.identity, "version": self.version,
                "point": point, "lsn": lsn,
                # Rows may come while they are counted: the point lies between the two.
                "rows": {table: sorted((before[table], after[table])) for table in before if table in after}})
        # The last one stays: pg_receivewal goes on after the newest that it finds.
        for name, path in received.items():
            if name != f"{segment}.gz":
                path.unlink()
        sets.write_whole(self.already_file, f"{segment}.gz\n")
        rows = sum(high for _, high in about["rows"].values())
        say(f"WAL up to {about['name']}: {len(files)} segments, {about['bytes']} bytes; "
            f"{rows} rows in {len(about['rows'])} tables")

    def _receive(self, lsn):
        """Receives whole segments up to the end of the one that `lsn` lies in."""
        self.receiving.mkdir(mode=0o700, exist_ok=True)
        end = -(-lsn // self.segment_size) * self.segment_size - 1
        self.server.run(
            "pg_receivewal", "-w", "--no-loop", "-D", self.receiving, "-S", self.settings.slot, "--synchronous",
            "-Z", "1", "--endpos", f"{end >> 32:X}/{end & 0xFFFFFFFF:X}", seconds=self.settings.number("wal_seconds"))


def back_up(settings, with_base, is_new_cluster, wait):
    """A run: the WAL up to now, and before it a base backup when that is wanted, or when the WAL has a gap."""
    repository = PostgresRepository(settings)
    with repository.run("base" if with_base else "wal", wait) as outcome:
        source = Source(settings, repository)
        source.refuse_another_cluster(is_new_cluster)
        chain = source.chain()
        if not chain:
            say("no WAL is kept since the last run (first run, new server, or slot lost): beginning with a base backup")
            chain, with_base = source.begin_chain(), True
        elif not any(base.get("chain") == chain for base in sets.index(repository.kind(BASE)).values()):
            with_base = True
        if with_base:
            source.take_base(chain)
        source.take_wal(chain)
        finish_off_host(repository, outcome, repository.choose(outcome))
        if repository.offhost:
            outcome.known.setdefault("sets", {})["offhost"] = len(repository.offhost.index("postgres/base"))


# MARK: - Restoring


class Plan:
    """What to restore: a point, the newest base backup before it, the WAL between."""

    def __init__(self, bases, wals, at=None):
        """`at` is a moment (seconds since 1970): the newest point that is not later."""
        points = [wal for wal in wals.values()
                  if "point" in wal and (at is None or wal["time"] <= at)
                  and any(_can_reach(base, wal) for base in bases.values())]
        if not points:
            raise Failure("there is no point to restore: " + (
                "none is that old; --list shows what there is" if wals and at else "no complete backup is there"))
        self.point = max(points, key=_age)
        self.base = max((base for base in bases.values() if _can_reach(base, self.point)), key=_age)
        self.wals = [wal["name"] for wal in wals.values()
                     if _can_reach(self.base, wal) and wal["lsn"] <= self.point["lsn"]]

    @property
    def major(self):
        return self.base["version"] // 10000

    def collect(self, place, scratch):
        """The sets, checked, as folders; `place` is a local folder or another host."""
        found = {}
        for kind, names in ((BASE, [self.base["name"]]), (WAL, self.wals)):
            folder = place / kind if isinstance(place, Path) else place.fetch(f"postgres/{kind}", names, scratch)
            found[kind] = [folder / name for name in names]
            for path in found[kind]:
                sets.check(path)
        return found[BASE][0], found[WAL]


def unpack(base, data, bin, user, seconds):
    """Makes the data folder of a base backup, and has PostgreSQL itself check every file of it."""
    for archive, folder in (("base.tar.gz", data), ("pg_wal.tar.gz", data / "pg_wal")):
        with open(base / archive, "rb") as file:
            run(["tar", "-C", folder, "-xzf", "-"], seconds, f"unpacking {archive}", user, stdin=file)
    manifest = data / "backup_manifest"
    shutil.copyfile(base / "backup_manifest", manifest)
    if user:
        shutil.chown(manifest, user)
    run([bin / "pg_verifybackup", "-q", data], seconds, "pg_verifybackup", user)
    manifest.unlink()


@contextmanager
def recovered(data, wals, plan, bin, user, scratch, seconds, keeps):
    """A private server on a socket in `scratch` that has replayed the WAL up to the plan's point.

    Nothing of the old server's configuration is used, and nothing of ours stays in the data folder.
    `keeps` says whether what it writes has to survive a power cut.
    """
    archive = scratch / "archive"
    archive.mkdir()
    for folder in wals:
        for path in folder.iterdir():
            if path.name not in (sets.ABOUT, sets.SUMS):
                shutil.copyfile(path, archive / path.name)
    (data / "recovery.signal").touch()
    (scratch / "postgresql.conf").touch()
    (scratch / "pg_ident.conf").touch()
    # The socket lies in a folder that only this user can enter.
    (scratch / "pg_hba.conf").write_text("local all all trust\n", encoding="utf-8")
    if user:
        for path in (archive, *archive.iterdir(), data / "recovery.signal", *scratch.glob("pg*.conf"),
                     scratch / "postgresql.conf"):
            shutil.chown(path, user)
    fetch = (f"if test -e {archive}/%f.gz; then gzip -dc {archive}/%f.gz > %p.part && mv %p.part %p;"
             f" else cp {archive}/%f %p; fi")
    settings = {
        **plan.base["settings"],
        "config_file": scratch / "postgresql.conf", "hba_file": scratch / "pg_hba.conf",
        "ident_file": scratch / "pg_ident.conf", "listen_addresses": "", "unix_socket_directories": scratch,
        "port": 5432, "ssl": "off", "shared_preload_libraries": "", "logging_collector": "off",
        "log_destination": "stderr", "archive_mode": "off", "hot_standby": "off", "primary_conninfo": "",
        "restore_command": fetch, "recovery_target_name": plan.point["point"], "recovery_target_action": "promote",
        "recovery_target_timeline": "latest", "fsync": "on" if keeps else "off", "autovacuum": "off", "jit": "off",
    }  # fmt: skip
    server = Server(bin, scratch, 5432, plan.base["superuser"], plan.base["database"], run_as=user)
    arguments = [bin / "postgres", "-D", data]
    arguments += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def answers():
        try:
            return server.sql("SELECT pg_is_in_recovery()", seconds=10) == [["f"]]
        except Failure as failure:
            if "role" in str(failure) and "does not exist" in str(failure):
                raise
            return False

    with private_server("PostgreSQL", arguments, user, server.env, scratch / "log", answers, seconds, signal.SIGINT):
        yield server


def compare(expected, found):
    """The tables that do not hold what was recorded, as sentences."""
    wrong = []
    for table, (low, high) in expected.items():
        if table not in found:
            wrong.append(f"{table} is missing")
        elif not low <= found[table] <= high:
            wanted = f"{low}" if low == high else f"{low} to {high}"
            wrong.append(f"{table} has {found[table]} rows instead of {wanted}")
    return wrong


def held_to(plan, counts):
    """A failure unless the restored rows are those that were counted at the plan's point."""
    if wrong := compare(plan.point["rows"], counts):
        raise Failure(f"restored to {plan.point['name']}, but {'; '.join(wrong[:5])}", NOT_VERIFIED)


def verify(settings, is_local, wait):
    """Restores the newest point into a scratch server, from the other host's copy unless told otherwise."""
    repository = PostgresRepository(settings)
    user = user_for(settings.run_as)
    with repository.run("verify", wait) as outcome:
        began = time.monotonic()
        place = repository.folder if is_local or not repository.offhost else repository.offhost
        with scratch_folder(settings, user) as scratch:
            plan = Plan(*(index_of(place, kind) for kind in (BASE, WAL)))
            base, wals = plan.collect(place, scratch)
            bin = programs(settings.bin, plan.major)
            data = scratch / "data"
            data.mkdir(mode=0o700)
            if user:
                shutil.chown(data, user)
            seconds = settings.number("base_seconds")
            try:
                unpack(base, data, bin, user, seconds)
                with recovered(data, wals, plan, bin, user, scratch, seconds, keeps=False) as server:
                    counts = server.counts(seconds)
            except Failure as failure:
                raise Failure(f"{plan.point['name']} cannot be restored: {failure}", NOT_VERIFIED) from None
            held_to(plan, counts)
        took = time.monotonic() - began
        outcome.record(verified=round(time.time(), 3), verified_set=plan.base["name"], verified_duration=round(took, 3))
        say(f"verified {plan.point['name']} from {getattr(place, 'where', place)}: "
            f"{sum(counts.values())} rows in {len(counts)} tables, as recorded; restored in {clock(took)}")
        repository.refuse_damage()


def index_of(place, kind):
    """The sets of a kind in a local folder or on another host."""
    return sets.index(place / kind) if isinstance(place, Path) else place.index(f"postgres/{kind}")
