"""redis-exporter beside Debian's redis_exporter, on servers that both watch."""

import re

from programs import ask
from redis import ClusterNode, Redis, Sentinel
from sides import Case, Sides

# What each reading finds another of, in a list of clients; the peer asks a cluster over a second
# connection, which has no name.
MOMENTARY = re.compile(r'\b(created_at|idle_since|name|cmd|db|omem)="(?:[^"\\]|\\.)*"')
CLIENTS = "redis_connected_clients_details"


class Pair(Sides):
    our_name = "redis-exporter"
    peer_name = "redis_exporter"
    peer_program = "prometheus-redis-exporter"

    OWN = (*Sides.OWN, "redis_exporter_build_info")
    INCOMPARABLE = {
        "redis_blocked_clients": "a moment's clients",
        CLIENTS: "a moment's connections; that the same kinds of clients are listed is compared",
        "redis_connected_clients": "each sees its own connection, and the other's if it is kept",
        "redis_client_recent_max_input_buffer_bytes": "the longest command of a moment",
        "redis_client_recent_max_output_buffer_bytes": "the longest answer of a moment",
        "redis_latency_percentiles_usec": "it goes up and down with each command",
        "redis_mem_clients_normal": "the buffers of each one's own connection",
        "redis_mem_fragmentation_bytes": "it moves with the buffers of each one's own connection",
        "redis_memory_used_dataset_bytes": "as much as is not in buffers of clients",
        "redis_memory_used_overhead_bytes": "the buffers of each one's own connection are in it",
        "redis_memory_used_lua_bytes": "garbage of the scripts that each of them runs",
        "redis_last_key_groups_scrape_duration_milliseconds": "what each took itself",
        "redis_exporter_last_scrape_connect_time_seconds": "what each took itself",
        "redis_exporter_last_scrape_ping_time_seconds": "what each took itself",
        "redis_exporter_last_scrape_duration_seconds": "what each took itself",
        "redis_exporter_scrape_duration_seconds_sum": "what each took itself",
        "redis_exporter_scrape_duration_seconds_count": "how often each was asked",
        "redis_exporter_scrapes_total": "how often each was asked",
    }
    # Everything that only rises must be between the two readings; these go up and down.
    VOLATILE = (
        "redis_allocator_", "redis_db_avg_ttl_seconds", "redis_mem_", "redis_memory_used_",
        "redis_start_time_seconds", "redis_connected_slave_lag_seconds",
        "redis_master_last_io_seconds_ago", "redis_sentinel_master_",
    )  # fmt: skip
    NEWER_NAMES = {
        "redis_current_eviction_exceeded_time_ms", "redis_eviction_exceeded_time_ms_total",
        "redis_expire_cycle_cpu_time_ms_total",
    }  # fmt: skip
    NEWER_LABELS = {"filename", "master_replid"}
    OTHER_TYPES = {
        "redis_expired_time_cap_reached_total": "a gauge until 1.45.0, a counter in newer releases"
    }

    def __init__(self, arguments):
        super().__init__(arguments)
        # Contents of keys may be secrets, so that ours serves them only when it is told to.
        known = ask([self.ours, "--help-hidden"])
        self._values = ["--export-key-values"] if "--export-key-values" in known else []

    def prepare(self, folder, has_others=True):
        self.primary = Redis(
            folder,
            # Only commands that are meant to be slow are.
            {"enable-debug-command": "local", "slowlog-log-slower-than": 100_000,
             "latency-monitor-threshold": 100, "repl-ping-replica-period": 1},
        )  # fmt: skip
        for database in (0, 1):
            self._fill(self.primary, database)
        self._stumble(self.primary)
        self.others = {}
        if has_others:
            replica = Redis(folder, {"enable-debug-command": "local"}, self.primary)
            cluster = ClusterNode(folder)
            self._fill(cluster, 0)
            sentinel = Sentinel(folder, self.primary)
            self.others = {"replica": replica, "sentinel": sentinel, "cluster": cluster}
        self._script = folder / "votes.lua"
        # The peer runs it in the database that it happened to look at last.
        self._script.write_text(
            'redis.call("SELECT", 0)\nreturn {"votes", tostring(redis.call("LLEN", "votes"))}\n'
        )

    @staticmethod
    def _fill(server, database):
        """A key of each type, and a stream that two consumers of a group read."""
        for words in (
            "RPUSH votes a b a", "SET counter 42", "SET greeting hello", "SETEX session 90000 x",
            "SADD voters ann bob", "ZADD ranking 1 a 2 b", "HSET settings a cats b dogs",
            "PFADD visitors ann bob", "SETBIT seen 9 1", "SET user:1 ann", "SET user:2 bob",
            "XGROUP CREATE events workers 0 MKSTREAM", "XGROUP CREATE events idle $",
            *(f"XADD events * vote {vote}" for vote in "abcde"),
            "XREADGROUP GROUP workers first COUNT 2 STREAMS events >",
            "XREADGROUP GROUP workers second COUNT 1 STREAMS events >",
        ):  # fmt: skip
            server.cli(*words.split(), database=database)

    @staticmethod
    def _stumble(server):
        """Some errors, and two slow commands."""
        server.cli("LPUSH", "greeting", "x", may_fail=True)
        server.cli("NOSUCHCOMMAND", may_fail=True)
        server.cli("GET", may_fail=True)
        for _ in range(2):
            server.cli("DEBUG", "SLEEP", "0.12")

    def describe(self):
        keys = self.primary.cli("DBSIZE")
        others = f", beside it a {', a '.join(self.others)}" if self.others else ""
        return [f"Redis {self.primary.version}, {keys} keys{others}"]

    def flags(self, side, server=None, port=None):
        return [f"--redis.addr={(server or self.primary).address(port)}"]

    def _everything(self, side, server, databases=(0, 1)):
        """Every option that both have."""

        def each(what):
            return ",".join(f"db{database}={what}" for database in databases)

        return [
            *self.flags(side, server),
            "--include-config-metrics", "--include-system-metrics", "--export-client-list",
            "--ping-on-connect", f"--check-keys={each('*')}",
            f"--check-single-keys={each('votes')},absent", f"--count-keys={each('user:*')}",
            f"--check-streams={each('*')}", f"--check-single-streams={each('events')}",
            *(self._values if side == "ours" else []),
        ]  # fmt: skip

    def cases(self):
        def case(name, make):
            return Case(name, {side: make(side) for side in ("ours", "peer")})

        replica, sentinel, cluster = self.others.values()
        extra = [f"--script={self._script}", "--check-key-groups=^(.*):[^:]+$"]
        return [
            case("a primary", self.flags),
            case("a primary, all options", lambda side: self._everything(side, None) + extra),
            case("a replica", lambda side: self.flags(side, replica)),
            case("a replica, all options", lambda side: self._everything(side, replica)),
            case("a sentinel", lambda side: self.flags(side, sentinel)),
            case("a cluster's node", lambda side: self.flags(side, cluster)),
            case(
                "a cluster's node, all options",
                lambda side: [*self._everything(side, cluster, [0]), "--is-cluster"],
            ),
        ]

    def normalize(self, page, side):
        """Kinds of clients instead of clients, and what the peer makes up is taken out."""
        # Zeros for the databases of a sentinel, which has none, and for groups of keys in databases
        # that have no keys.
        is_sentinel = "redis_sentinel_masters" in page.samples
        for key, value in list(page.samples.items()):
            name = key.partition("{")[0]
            made_up = is_sentinel and name in ("redis_db_keys", "redis_db_keys_expiring")
            if value == 0 and (made_up or name == "redis_number_of_distinct_key_groups"):
                del page.samples[key]
                del page.family_of[key]
        clients = [key for key in page.samples if key.startswith(CLIENTS + "{")]
        for key in clients:
            kind = MOMENTARY.sub(r'\1="…"', key)
            value, family = page.samples.pop(key), page.family_of.pop(key)
            page.samples[kind] = page.samples.get(kind, 0) + value
            page.family_of[kind] = family
