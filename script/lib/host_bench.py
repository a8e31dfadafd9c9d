"""What node-exporter costs beside node_exporter."""

import large_host
import recorded
from floor import add_floor
from incident import incident
from measuring import add_memory, add_row, grow, measure, progress
from table import Table

BUDGET = {"cpu": 0.3, "rss": 0.7, "anon": 0.25, "p50": 0.4}
# With every collector on a host that has a device of every kind.
RECORDED = {"cpu": 0.3, "rss": 0.75}


def add_arguments(parser):
    parser.add_argument("--growth", action="store_true", help="memory at scrape 2 000 and 20 000")
    parser.add_argument("--floor", action="store_true", help="the cost of bare reading")
    parser.add_argument(
        "--recorded",
        action="store_true",
        help="instead: every collector, on a recorded host with a device of every kind",
    )
    parser.add_argument(
        "--large",
        action="store_true",
        help="instead: ours alone, on hosts with 500 disks, 20 000 processes … and a tenth of it",
    )
    parser.add_argument("--incident", action="store_true", help="under stress, in one cgroup (root)")
    parser.add_argument(
        "--seconds", type=int, default=300, metavar="N", help="of the incident (default: 300)"
    )
    parser.add_argument(
        "--interval", type=float, default=5, metavar="S", help="between its scrapes (default: 5)"
    )
    parser.add_argument(
        "--memory", type=int, default=256, metavar="MIB", help="of its cgroup (default: 256)"
    )


def bench(compared, folder):
    """The table, or an exit status where there is none."""
    arguments = compared.arguments
    if arguments.incident:
        return incident(arguments, compared, folder)
    if arguments.recorded:
        return bench_recorded(compared, folder)
    if arguments.large:
        table = large_host.bench(compared.ours, folder.path)
        return table, "processor time of a scrape on hosts of two sizes"
    table = Table(compared.our_name, compared.peer_program)
    running = {side: compared.start(side, folder.path) for side in ("ours", "peer")}
    count = arguments.blocks * arguments.scrapes
    progress(f"text: {count} scrapes of each")
    plain = measure(running, arguments)
    add_row(table, "text", plain, BUDGET)
    add_memory(table, f"in {count} scrapes", plain, BUDGET)
    progress("text, gzip")
    gzipped = measure(running, arguments, gzipped=True)
    add_row(table, "text, gzip", gzipped, {"cpu": BUDGET["cpu"]})
    progress("as Prometheus asks: OpenMetrics, gzip")
    asked = measure(running, arguments, "prometheus", True)
    add_row(table, "as Prometheus asks", asked, {"cpu": BUDGET["cpu"]})
    if arguments.floor:
        progress("bare reading")
        add_floor(folder, table, running, plain["ours"]["cpu"])
    for program, _ in running.values():
        program.stop()

    progress("each with its own default flags")
    own = {side: compared.start(side, folder.path, flags=[]) for side in ("ours", "peer")}
    defaults = measure(own, arguments)
    add_row(table, "own default flags", defaults, {})
    add_memory(table, "own default flags", defaults, {})
    for program, _ in own.values():
        program.stop()
    if arguments.growth:
        grow(compared, folder, table)
    left_out = f", without {', '.join(compared.left_out)}" if compared.left_out else ""
    return table, f"{len(compared.compared)} collectors on both sides{left_out}"


def bench_recorded(compared, folder):
    tree = folder.path / "host"
    recorded.unpack(tree)
    table = Table(compared.our_name, compared.peer_program)
    running = {}
    for side in ("ours", "peer"):
        flags = compared.flags(side) + recorded.paths(tree) + recorded.FLAGS
        running[side] = compared.start(side, folder.path, flags=flags)
    progress("a recorded host, every collector")
    results = measure(running, compared.arguments)
    add_row(table, "recorded host", results, RECORDED)
    add_memory(table, "recorded host", results, RECORDED)
    return table, f"{len(compared.compared)} collectors on a recorded host with a device of every kind"
