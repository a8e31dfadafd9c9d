"""Plays incidents against the running demo, and holds what is seen and told against what must be.

  script/drill list            the drills that there are
  script/drill NAME...         plays these, one after the other
  script/drill all             plays all of them (within the hour)

Each drill injects its fault within limits that the demo has set itself, watches Prometheus, Alertmanager,
the inbox and a probe loop of its own, takes the fault back, and compares the state of the demo with
what it was before. One that is interrupted takes its fault back, too.

The table has seconds since the fault: first bad probe, alert, notice to the team, notice to the client;
and since its end: last good probe, end told to the team and to the client. 0 when all passed, else 1.
Reports are written into the folder of --report: NAME.json, and a picture, NAME.svg.
"""

import argparse
import importlib
import json
import ssl
import sys
import time
import urllib.request
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
DRILLS = Path(__file__).resolve().parents[2] / "demo/drills"
sys.path.insert(1, str(DRILLS))

from drill_report import print_table, report, write_reports  # noqa: E402
from drill_run import play_safely  # noqa: E402
from drilled_demo import DrilledDemo  # noqa: E402
from programs import Failure, run_main, say  # noqa: E402

# Seconds after which what a drill has started ends by itself, beside those that it is held.
LONGEST = 200
# In the order in which they are played.
TABLES = ["reach", "services", "databases", "containers", "saturation", "floods", "watchers", "loss"]


def all_drills():
    drills = [drill for table in TABLES for drill in importlib.import_module(table).DRILLS]
    names = [drill.name for drill in drills]
    assert len(set(names)) == len(names), "two drills have one name"
    return drills


def show_list(drills):
    for drill in drills:
        told = "tells the client" if drill.client else "pages" if drill.page else "a ticket"
        say(f"  {drill.name:<22} {drill.title} ({told})")


def choose(drills, names):
    if names == ["all"]:
        return drills
    by_name = {drill.name: drill for drill in drills}
    for name in names:
        if name not in by_name:
            raise Failure(f"there is no drill {name}; script/drill list has them all")
    return [by_name[name] for name in names]


def trusting(folder):
    """Opens pages with the demo's own certificates."""
    context = ssl.create_default_context(cafile=f"{folder}/certificates/ca.pem")
    return urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
    )


def main():
    parser = argparse.ArgumentParser(
        prog="script/drill", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="+", metavar="NAME", help="a drill, all, or list")
    parser.add_argument("--report", type=Path, default=Path(".build/drills"), metavar="FOLDER",
                        help="default: .build/drills")  # fmt: skip
    parser.add_argument("--times", type=int, default=1, metavar="N", help="plays each so often")
    parser.add_argument(
        "--hold", type=float, default=5, metavar="SECONDS",
        help="how long a fault goes on after all has been told, or until Ctrl-C (default: 5)",
    )  # fmt: skip
    arguments = parser.parse_args()
    drills = all_drills()
    if arguments.names == ["list"]:
        show_list(drills)
        return 0
    chosen = choose(drills, arguments.names) * arguments.times
    demo = DrilledDemo()
    demo.longest = LONGEST + arguments.hold
    demo.opener = trusting(demo.folder)
    if not demo.get(demo.prometheus, "/api/v1/rules")["data"]["groups"]:
        raise Failure("the demo has no rules: nothing would ever be seen")
    records = []
    began = time.monotonic()
    try:
        for number, drill in enumerate(chosen, 1):
            say(f"{time.strftime('%H:%M:%S')}  {number} of {len(chosen)}: {drill.name}: {drill.title}")
            demo.facts = {}
            started = time.monotonic()
            record = play_safely(demo, drill, arguments.hold)
            record.seconds = time.monotonic() - started
            records.append(record)
            report(record)
            write_reports(arguments.report, record, number)
    finally:
        demo.close()
        if records:
            print_table(records)
    minutes = (time.monotonic() - began) / 60
    failed = [record for record in records if not record.passed and not record.refused]
    refused = [record for record in records if record.refused]
    say(
        f"\n{len(records) - len(failed) - len(refused)} of {len(records)} drills passed"
        + (f", {len(refused)} could not be played" if refused else "")
        + f"; {minutes:.1f} minutes; reports in {arguments.report}/"
    )
    summary = [{"name": record.drill.name, "passed": record.passed, "faults": record.faults} for record in records]
    (arguments.report / "summary.json").write_text(json.dumps(summary, indent=1, ensure_ascii=False) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    run_main(main)
