"""What pg-exporter costs beside postgres_exporter, and what both cost the server."""

import contextlib
import os
import statistics

from measuring import add_memory, add_row, grow, measure, progress
from process import children, cpu_seconds
from relay import Relay
from scraping import Connection
from table import Table, milliseconds

OWN_DEFAULTS = {"cpu": 0.25, "rss": 1.2, "anon": 0.4}
SAME_COLLECTORS = {"p50": 1.0}
# Of the latency that is not the server's own time.
BESIDE_SERVER = 0.5
MANY = 105


def add_arguments(parser):
    parser.add_argument("--growth", action="store_true", help="memory at scrape 2 000 and 20 000")
    parser.add_argument(
        "--without-many", action="store_true", help=f"without the case of {MANY} databases"
    )


@contextlib.contextmanager
def on_one_core(server):
    """Keeps the server's processes on one core, so that statements of two connections do not overlap:
    what they take together would otherwise be more than what a scrape waits for them."""
    every, one = os.sched_getaffinity(0), {max(os.sched_getaffinity(0))}
    processes = [server.program.pid, *children(server.program.pid)]
    for cores in one, every:
        for pid in processes:
            with contextlib.suppress(ProcessLookupError):
                os.sched_setaffinity(pid, cores)
        if cores == one:
            yield


def cost_to_server(compared, side, connection, count=50):
    """For one scrape: statements, the server's seconds in them by its own statistics, and what the
    p50 is more than the CPU of the processes that serve it."""
    totals = (
        "SELECT coalesce(sum(calls), 0), coalesce(sum(total_exec_time + total_plan_time), 0)"
        f" FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid WHERE r.rolname = '{side}'"
    )
    serving = f"SELECT pid FROM pg_stat_activity WHERE usename = '{side}'"
    backends = [int(pid) for pid in compared.server.sql(serving).split()]

    def read():
        calls, spent = compared.server.sql(totals).split("|")
        return int(calls), float(spent), sum(cpu_seconds(pid) for pid in backends)

    before = read()
    p50 = statistics.median(connection.scrape().seconds for _ in range(count))
    calls, spent, cpu = ((after - then) / count for then, after in zip(before, read()))
    return calls, spent / 1000, p50 - cpu


def round_trips(compared, side, folder, flags, count=20):
    """How often a scrape waits for the server, and how many connections it makes."""
    relay = Relay(compared.server.port)
    address = compared.server.data_source(side).replace(
        f":{compared.server.port}/", f":{relay.port}/"
    )
    program, port = compared.start(
        side, folder.path, flags, environment={"DATA_SOURCE_NAME": address}
    )
    with contextlib.closing(Connection(port)) as connection:
        result = relay.count(connection.scrape, count)
    program.stop()
    return result


def add_server(table, compared, name, running, has_budget):
    blocks = {side: [] for side in running}
    with contextlib.ExitStack() as stack:
        connections = {
            side: stack.enter_context(contextlib.closing(Connection(port)))
            for side, (_, port) in running.items()
        }
        stack.enter_context(on_one_core(compared.server))
        for connection in connections.values():
            connection.scrape()
        for _ in range(compared.arguments.blocks):
            for side, connection in connections.items():
                blocks[side].append(cost_to_server(compared, side, connection))
    calls, spent, beside = (
        {side: statistics.median(block[index] for block in blocks[side]) for side in running}
        for index in range(3)
    )
    table.add(f"the server's time in statements, {name}", spent["ours"], spent["peer"], milliseconds)
    table.add(
        f"p50 less the server's time, {name}", beside["ours"], beside["peer"], milliseconds,
        BESIDE_SERVER if has_budget else None,
    )
    table.note(
        f"statements per scrape, {name}", f"{calls['ours']:.1f}", f"{calls['peer']:.1f}", ""
    )


def add_round_trips(table, compared, name, folder, flags):
    counted = {side: round_trips(compared, side, folder, flags[side]) for side in flags}
    for index, what in enumerate(("round trips", "new connections")):
        ours, peer = (f"{counted[side][index]:.1f}" for side in ("ours", "peer"))
        table.note(f"{what} per scrape, {name}", ours, peer, "")


def bench(compared, folder):
    """The table."""
    arguments = compared.arguments
    compared.prepare(folder.path, has_standby=False)
    compared.server.sql("ALTER SYSTEM SET pg_stat_statements.track_planning = on;")
    compared.server.sql("SELECT pg_reload_conf();")
    table = Table(compared.our_name, compared.peer_program)

    def row(name, flags, budgets, has_server_budget=False, has_trips=True):
        running = {side: compared.start(side, folder.path, flags[side]) for side in ("ours", "peer")}
        progress(f"{name}: {arguments.blocks * arguments.scrapes} scrapes of each")
        results = measure(running, arguments)
        add_row(table, name, results, budgets)
        add_memory(table, name, results, budgets)
        progress(f"{name}: what it costs the server")
        add_server(table, compared, name, running, has_server_budget)
        for program, _ in running.values():
            program.stop()
        if has_trips:
            add_round_trips(table, compared, name, folder, flags)

    row("own default flags", {"ours": [], "peer": []}, OWN_DEFAULTS)
    row("the peer's collectors", {side: compared.flags(side) for side in ("ours", "peer")},
        SAME_COLLECTORS, has_server_budget=True)
    # Before there are so many databases that a scrape of the peer takes a while.
    if arguments.growth:
        grow(compared, folder, table)
    if not arguments.without_many:
        progress(f"making {MANY} databases")
        made = compared.arguments.databases + 1
        for number in range(1, MANY - made + 1):
            compared.server.sql(f"CREATE DATABASE more{number} STRATEGY file_copy;")
        for start in range(1, 1001, 100):
            tables = " ".join(
                f"CREATE TABLE things{number} (id int PRIMARY KEY, what text);"
                for number in range(start, start + 100)
            )
            compared.server.sql(tables, "more1")
        found = {side: ["--auto-discover-databases"] for side in ("ours", "peer")}
        row(f"{MANY} databases, 1000 tables in one", found,
            {"cpu": OWN_DEFAULTS["cpu"]}, has_trips=False)
    return table, "; ".join(compared.describe())
