"""pg-exporter beside Debian's postgres_exporter, on a PostgreSQL that both watch."""

from collections import defaultdict

from exposition import LABEL
from postgres import Postgres
from sides import Sides

# What the peer's 0.11.1 reads; ours reads more unasked, which the peer's newest release has.
PEERS_COLLECTORS = (
    "database", "locks", "replication", "replication_slots", "settings", "stat_activity",
    "stat_archiver", "stat_bgwriter", "stat_database", "stat_database_conflicts",
    "stat_replication", "static",
)  # fmt: skip
# As the peer does; ours keeps sizes for a minute unasked.
SIZES_EACH_TIME = (
    "--collector.database.size-max-age=0s", "--collector.stat_user_tables.size-max-age=0s",
)  # fmt: skip
# How the newest release sums or labels what 0.11.1 has in other pieces.
SUMMED = {
    "pg_stat_activity_count": (("datname", "state"), sum),
    "pg_stat_activity_max_tx_duration": (("datname", "state"), max),
    "pg_stat_replication_pg_current_wal_lsn_bytes": (("application_name", "state"), max),
    "pg_stat_replication_pg_wal_lsn_diff": (("application_name", "state"), max),
    "pg_stat_replication_reply_time": (("application_name", "state"), max),
}


class Pair(Sides):
    our_name = "pg-exporter"
    peer_name = "postgres_exporter"
    peer_program = "prometheus-postgres-exporter"

    OWN = (*Sides.OWN, "postgres_exporter_", "pg_exporter_", "pg_scrape_collector_")
    INCOMPARABLE = {
        "pg_locks_count": "the peer sees the locks of its own statements",
        "pg_stat_activity_count": "each sees its own connections in another state",
        "pg_stat_activity_max_tx_duration": "a moment's transactions",
        "pg_stat_database_numbackends": "a moment's connections",
    }
    # One says 2 in its own session, the other leaves the server's 1.
    INCOMPARABLE["pg_settings_extra_float_digits"] = "the peer sets it for its own session"
    VOLATILE = ("pg_replication_lag", "pg_stat_replication_", "pg_wal_size_bytes")

    @classmethod
    def add_arguments(cls, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--databases", type=int, default=3, metavar="N", help="databases to make (default: 3)"
        )
        parser.add_argument(
            "--tables", type=int, default=20, metavar="N", help="tables in one of them (default: 20)"
        )

    def prepare(self, folder, has_standby=True):
        self.server = Postgres(folder, {"max_connections": 200, "wal_level": "logical"})
        # A role for each, so that the server's own statistics tell them apart.
        self.server.sql("CREATE EXTENSION pg_stat_statements;")
        for role in ("ours", "peer"):
            self.server.sql(f"CREATE ROLE {role} LOGIN; GRANT pg_monitor TO {role};")
        for number in range(1, self.arguments.databases + 1):
            self.server.sql(f"CREATE DATABASE shop{number};")
        tables = " ".join(
            f"CREATE TABLE orders{number} (id int PRIMARY KEY, what text);"
            for number in range(1, self.arguments.tables + 1)
        )
        self.server.sql(tables, "shop1")
        self.server.sql("INSERT INTO orders1 SELECT n, 'x' FROM generate_series(1, 1000) n;", "shop1")
        self.server.sql("SELECT pg_create_logical_replication_slot('stream', 'test_decoding');")
        self.standby = Postgres(folder, {"max_connections": 200}, self.server) if has_standby else None

    def describe(self):
        version = self.server.sql("SHOW server_version")
        return [
            f"PostgreSQL {version}, {self.arguments.databases + 1} databases,"
            f" {self.arguments.tables} tables in one"
            + (", a standby, a logical slot" if self.standby else "")
        ]

    def flags(self, side):
        if side == "peer":
            return []
        names = (f"--collector.{name}" for name in PEERS_COLLECTORS)
        return ["--collector.disable-defaults", *names, *SIZES_EACH_TIME]

    def unasked_flags(self):
        return list(SIZES_EACH_TIME)

    def environment(self, side):
        return {"DATA_SOURCE_NAME": self.server.data_source(side)}

    def normalize(self, page, side):
        """Without `server`, and with sums where one has more labels than the other."""
        samples, families = {}, {}
        summed = defaultdict(list)
        for key, value in page.samples.items():
            name, _, rest = key.partition("{")
            wanted = SUMMED.get(name, (None,))[0]
            labels = [
                f'{label}="{text}"'
                for label, text in LABEL.findall(rest)
                # A label without a value is no label.
                if text and label != "server" and (wanted is None or label in wanted)
            ]
            new = name + ("{" + ",".join(labels) + "}" if labels else "")
            families[new] = page.family_of[key]
            if name in SUMMED:
                summed[new].append(value)
            else:
                samples[new] = value
        for new, values in summed.items():
            samples[new] = SUMMED[new.partition("{")[0]][1](values)
        # The peer writes NULL as NaN; a value that is not there is no series.
        page.samples = {key: value for key, value in samples.items() if value == value}
        page.family_of = families
