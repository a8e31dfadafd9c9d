"""What app-probe costs beside blackbox_exporter: a probe by itself, and fifty at once."""

import re
import statistics
import subprocess

from measuring import add_memory, add_row, measure, progress
from process import cpu_seconds, memory
from programs import Failure
from scraping import scrape
from table import Table, mebibytes, milliseconds

CPU, RSS, ANON = 0.6, 1.2, 0.5
# Probes per second at fifty at once: ours must be at least so many times the peer's.
RATE = 1.5
AT_ONCE = 50


def add_arguments(parser):
    parser.add_argument(
        "--probes", type=int, default=4000, metavar="N",
        help="per block with fifty at once (default: 4000)",
    )


class Crowd:
    """Fifty clients that keep asking, which ApacheBench is."""

    def __init__(self, port, path, count):
        command = ["ab", "-q", "-k", "-r", "-c", AT_ONCE, "-n", count, f"http://127.0.0.1:{port}{path}"]
        try:
            done = subprocess.run(
                [str(word) for word in command], capture_output=True, text=True, check=False, timeout=300
            )
        except FileNotFoundError:
            raise Failure("there is no ab here: run script/setup test") from None

        def figure(pattern):
            found = re.search(pattern, done.stdout)
            if not found:
                raise Failure(f"ab: {(done.stderr or done.stdout).strip()[-300:]}")
            return float(found[1])

        self.failed = figure(r"Failed requests:\s+(\d+)") if "Length:" not in done.stdout else 0
        self.rate = figure(r"Requests per second:\s+([\d.]+)")
        self.p50 = figure(r"\n\s+50%\s+(\d+)") / 1000
        self.p99 = figure(r"\n\s+99%\s+(\d+)") / 1000


def check(connection_text, what):
    if "probe_success 1" not in connection_text:
        raise Failure(f"the probe of {what} does not succeed:\n{connection_text[-1500:]}")


def add_crowd(table, name, running, path, arguments):
    blocks = {side: [] for side in running}
    cpu = {side: [] for side in running}
    sizes = {side: [] for side in running}
    for _ in range(arguments.blocks):
        for side, (program, port) in running.items():
            before = cpu_seconds(program.pid)
            blocks[side].append(Crowd(port, path, arguments.probes))
            cpu[side].append((cpu_seconds(program.pid) - before) / arguments.probes)
            sizes[side].append(memory(program.pid))

    def median(side, what):
        return statistics.median(getattr(block, what) for block in blocks[side])

    ours, peer = (median(side, "rate") for side in ("ours", "peer"))
    is_met = ours >= RATE * peer
    table.note(
        f"probes per second, {AT_ONCE} at once, {name}", f"{ours:.0f}", f"{peer:.0f}",
        f"≥ {RATE:g} × ({ours / peer:.2f} ×)", is_met,
    )
    both = {side: statistics.median(cpu[side]) for side in running}
    table.add(
        f"CPU per probe, {AT_ONCE} at once, {name}", both["ours"], both["peer"], milliseconds, CPU
    )
    for what in ("p50", "p99"):
        table.add(
            f"{what}, {AT_ONCE} at once, {name}", median("ours", what), median("peer", what),
            milliseconds,
        )
    for index, (what, budget) in enumerate((("RSS", RSS), ("RssAnon", ANON))):
        figures = {side: statistics.median(size[index] for size in sizes[side]) for side in running}
        table.add(
            f"{what}, {AT_ONCE} at once, {name}", figures["ours"], figures["peer"], mebibytes, budget
        )


def bench(compared, folder):
    """The table."""
    arguments = compared.arguments
    compared.prepare(folder.path)
    table = Table(compared.our_name, compared.peer_program)
    for name, target, module in (
        ("HTTP", compared.url("plain"), "http_2xx"),
        ("HTTPS", compared.url("https", scheme="https"), "http_ca"),
    ):
        path = compared.path(target, module)
        running = {side: compared.start(side, folder.path) for side in ("ours", "peer")}
        for _, port in running.values():
            check(scrape(port, path=path).text, target)
        progress(f"{name}: {arguments.blocks * arguments.scrapes} probes of each")
        results = measure(running, arguments, path=path)
        add_row(table, name, results, {"cpu": CPU})
        add_memory(table, name, results, {"rss": RSS, "anon": ANON})
        progress(f"{name}: {arguments.blocks * arguments.probes} probes of each, {AT_ONCE} at once")
        add_crowd(table, name, running, path, arguments)
        for program, _ in running.values():
            program.stop()
    return table, "nginx on loopback, a whole connection for each probe"
