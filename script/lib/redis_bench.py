"""What redis-exporter costs beside redis_exporter, and what both cost the server."""

import argparse
import contextlib
import statistics

from measuring import add_memory, add_row, grow, measure, progress
from process import cpu_seconds
from relay import Relay
from scraping import Connection
from table import Table, milliseconds

OWN_DEFAULTS = {"cpu": 0.25, "rss": 1.0, "anon": 0.3, "p50": 0.5}
MANY_KEYS = {"cpu": 0.2}
# Every scrape of many keys goes through all of them: as many scrapes as elsewhere take an hour.
FEWER = 10


def add_arguments(parser):
    parser.add_argument("--growth", action="store_true", help="memory at scrape 2 000 and 20 000")
    parser.add_argument(
        "--keys", type=int, default=500_000, metavar="N",
        help="in the case of many keys (default: 500000; 0: without it)",
    )


def asked_of_server(server, scrape, count):
    """For one scrape: commands, connections and the server's CPU, by the server's own counters."""

    def read():
        cpu = cpu_seconds(server.program.pid)
        fields = server.info()
        calls = sum(
            int(value.partition("calls=")[2].partition(",")[0])
            for name, value in fields.items()
            if name.startswith("cmdstat_")
        )
        return calls, int(fields["total_connections_received"]), cpu

    def read_cost():
        """What the reading itself adds: one command and one connection, and its CPU."""
        first, second = read(), read()
        return [after - before for before, after in zip(first, second)]

    own = read_cost()
    before = read()
    for _ in range(count):
        scrape()
    return [(after - then - cost) / count for then, after, cost in zip(before, read(), own)]


def add_server(table, compared, name, running, count):
    blocks = {side: [] for side in running}
    with contextlib.ExitStack() as stack:
        connections = {
            side: stack.enter_context(contextlib.closing(Connection(port)))
            for side, (_, port) in running.items()
        }
        for connection in connections.values():
            connection.scrape()
        for _ in range(compared.arguments.blocks):
            for side, connection in connections.items():
                blocks[side].append(asked_of_server(compared.primary, connection.scrape, count))
    commands, made, cpu = (
        {side: statistics.median(block[index] for block in blocks[side]) for side in running}
        for index in range(3)
    )
    table.add(f"the server's CPU per scrape, {name}", cpu["ours"], cpu["peer"], milliseconds)
    for what, counted in (("commands", commands), ("new connections", made)):
        ours, peer = (f"{counted[side]:.1f}" for side in ("ours", "peer"))
        table.note(f"{what} per scrape, {name}", ours, peer, "")


def add_round_trips(table, compared, name, folder, options, count):
    counted = {}
    for side in ("ours", "peer"):
        relay = Relay(compared.primary.port)
        flags = [*compared.flags(side, port=relay.port), *options]
        program, port = compared.start(side, folder.path, flags)
        with contextlib.closing(Connection(port)) as connection:
            trips, _ = relay.count(connection.scrape, count)
        counted[side] = f"{trips:.1f}"
        program.stop()
    table.note(f"round trips per scrape, {name}", counted["ours"], counted["peer"], "")


def bench(compared, folder):
    """The table."""
    arguments = compared.arguments
    compared.prepare(folder.path, has_others=False)
    what = compared.describe()
    table = Table(compared.our_name, compared.peer_program)

    def row(name, options, budgets, divisor=1):
        scrapes = max(arguments.scrapes // divisor, 1)
        running = {
            side: compared.start(side, folder.path, [*compared.flags(side), *options])
            for side in ("ours", "peer")
        }
        progress(f"{name}: {arguments.blocks * scrapes} scrapes of each")
        results = measure(
            running, argparse.Namespace(**{**vars(arguments), "scrapes": scrapes})
        )
        add_row(table, name, results, budgets)
        add_memory(table, name, results, budgets)
        progress(f"{name}: what it costs the server")
        count = max(20 // divisor, 1)
        add_server(table, compared, name, running, count)
        for program, _ in running.values():
            program.stop()
        add_round_trips(table, compared, name, folder, options, count)

    row("own default flags", [], OWN_DEFAULTS)
    if arguments.growth:
        grow(compared, folder, table)
    if arguments.keys:
        many = f"{arguments.keys:,}".replace(",", " ")
        progress(f"making {many} keys")
        compared.primary.cli("DEBUG", "POPULATE", arguments.keys, "item", 16)
        # Ten of them are looked at, a tenth of them is counted, and all of them are gone through.
        last = str(arguments.keys - 1)[:-1]
        options = [
            "--include-config-metrics", "--include-system-metrics", "--export-client-list",
            f"--check-keys=db0=item:{last}?", "--check-single-keys=db0=votes,db1=counter",
            "--count-keys=db0=item:1*", "--check-single-streams=db0=events",
        ]  # fmt: skip
        row(f"{many} keys, full options", options, MANY_KEYS, FEWER)
        what.append(f"blocks of {max(arguments.scrapes // FEWER, 1)} with {many} keys")
    return table, "; ".join(what)
