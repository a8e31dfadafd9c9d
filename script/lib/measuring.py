"""Scrapes of both sides in turn, and what they cost."""

import contextlib
import statistics
import sys
import time

from process import cpu_seconds, memory
from scraping import Connection
from table import kibibytes, mebibytes, milliseconds

WARM_UP = 20
GROWTH_BUDGET = 64 * 1024


class Measured:
    """One side's blocks of one row."""

    def __init__(self):
        self.cpu, self.p50, self.latencies, self.size = [], [], [], 0
        self.memory = []

    def block(self, program, connection, count):
        began = cpu_seconds(program.pid)
        latencies = []
        for _ in range(count):
            reply = connection.scrape()
            if reply.status != 200:
                raise program.failure(f"answered {reply.status} to a scrape")
            latencies.append(reply.seconds)
        self.cpu.append((cpu_seconds(program.pid) - began) / count)
        self.p50.append(statistics.median(latencies))
        self.latencies += latencies
        # The server may be about to let go of the last answer.
        time.sleep(0.1)
        # After each block: what a garbage collector has not come to yet differs from moment to moment.
        self.memory.append(memory(program.pid))
        self.size = len(reply.body)

    def result(self):
        ordered = sorted(self.latencies)
        return {
            "cpu": statistics.median(self.cpu),
            "p50": statistics.median(self.p50),
            "p99": ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))],
            "bytes": self.size,
            "rss": statistics.median(rss for rss, _ in self.memory),
            "anon": statistics.median(anon for _, anon in self.memory),
        }


def measure(running, arguments, accept="text", gzipped=False, path="/metrics"):
    """Alternates blocks of scrapes; the results of `ours` and `peer`."""
    measured = {side: Measured() for side in running}
    with contextlib.ExitStack() as stack:
        connections = {}
        for side, (_, port) in running.items():
            connections[side] = stack.enter_context(
                contextlib.closing(Connection(port, accept, gzipped, path=path))
            )
            for _ in range(WARM_UP):
                connections[side].scrape()
        for _ in range(arguments.blocks):
            for side, (program, _) in running.items():
                measured[side].block(program, connections[side], arguments.scrapes)
    return {side: blocks.result() for side, blocks in measured.items()}


def add_row(table, name, results, budgets):
    ours, peer = results["ours"], results["peer"]
    table.add(f"CPU per scrape, {name}", ours["cpu"], peer["cpu"], milliseconds, budgets.get("cpu"))
    table.add(f"p50, {name}", ours["p50"], peer["p50"], milliseconds, budgets.get("p50"))
    table.add(f"p99, {name}", ours["p99"], peer["p99"], milliseconds)
    table.add(f"size, {name}", ours["bytes"], peer["bytes"], kibibytes)


def add_memory(table, name, results, budgets):
    ours, peer = results["ours"], results["peer"]
    table.add(f"RSS, {name}", ours["rss"], peer["rss"], mebibytes, budgets.get("rss"))
    table.add(f"RssAnon, {name}", ours["anon"], peer["anon"], mebibytes, budgets.get("anon"))


def progress(text):
    print(f"  {text} …", file=sys.stderr, flush=True)


def grow(compared, folder, table):
    """Private memory at scrape 2 000 and 20 000 of a fresh pair."""
    running = {side: compared.start(side, folder.path) for side in ("ours", "peer")}
    readings = {}
    for side, (program, port) in running.items():
        progress(f"20 000 scrapes of {side}")
        with contextlib.closing(Connection(port)) as connection:
            anons = []
            for number in range(1, 20_001):
                connection.scrape()
                if number in (2_000, 20_000):
                    anons.append(memory(program.pid)[1])
            readings[side] = anons
        program.stop()
    growth = {side: last - first for side, (first, last) in readings.items()}
    for index, count in enumerate(("2 000", "20 000")):
        table.note(
            f"RssAnon at scrape {count}",
            kibibytes(readings["ours"][index]),
            kibibytes(readings["peer"][index]),
            "",
        )
    table.note(
        "growth between them",
        kibibytes(growth["ours"]),
        kibibytes(growth["peer"]),
        f"≤ {kibibytes(GROWTH_BUDGET)}",
        growth["ours"] <= GROWTH_BUDGET,
    )
