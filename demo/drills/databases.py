"""PostgreSQL and Redis crash, or have no room left."""

from drill import Alert, Drill

JOURNEY = [Alert("JourneyBroken"), Alert("ServiceUnavailable", {"service": "journey"})]
# More than the 64 MiB that the demo's Redis may take: so many values of this size.
FILLERS, FILLER_BYTES = 100, 1_000_000


def crash(name):
    return {"fault": lambda demo: demo.kill(name), "undo": lambda demo: demo.start(name)}


def take_connections(demo):
    """All that those without special rights may have, and keeps them."""
    postgres = demo.note["postgres"]
    demo.begin("python3", __file__.replace("databases.py", "take_connections.py"), postgres["host"], postgres["port"])


def fill_redis(demo):
    redis = demo.note["redis"]
    address = ["-h", redis["host"], "-p", str(redis["port"])]
    drop = f"redis-cli {' '.join(address)} --raw KEYS 'drill:*' | xargs -r redis-cli {' '.join(address)} DEL"
    demo.undo_with("redis", ["sh", "-c", drop])
    # Short commands that take much: the last one that is accepted leads over the limit, and stays there.
    commands = "".join(f"SETRANGE drill:{number} {FILLER_BYTES} x\n" for number in range(FILLERS))
    demo.run("redis-cli", *address, input=commands)


DRILLS = [
    Drill(
        name="postgres-crashed",
        title="PostgreSQL is killed",
        **crash("postgres"),
        alerts=[Alert("PostgresDown"), *JOURNEY],
        inhibited=["JourneyBroken"],
        may=["VoteQueueStuck", "VoteQueueBacklog", "CollectorFailing"],
        lingers=["PostgresRestarted"],
        client=frozenset({"journey"}),
        total=True,
    ),
    Drill(
        name="postgres-connections",
        title="PostgreSQL has no connections left",
        fault=take_connections,
        undo=lambda demo: demo.end_all(),
        alerts=[Alert("PostgresConnectionsHigh")],
        client=None,
        page=False,
        seconds=120,
    ),
    Drill(
        name="redis-crashed",
        title="Redis is killed",
        **crash("redis"),
        alerts=[Alert("RedisDown"), *JOURNEY],
        inhibited=["JourneyBroken"],
        may=["CollectorFailing"],
        lingers=["RedisRestarted"],
        client=frozenset({"journey"}),
        total=True,
    ),
    Drill(
        name="redis-memory",
        title="Redis has no memory left, and takes no votes",
        fault=fill_redis,
        undo=lambda demo: demo.undo("redis"),
        alerts=[Alert("RedisMemoryHigh"), *JOURNEY],
        client=frozenset({"journey"}),
        total=True,
        seconds=120,
    ),
]
