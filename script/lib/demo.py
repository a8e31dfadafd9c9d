"""Shows Vigie at work: a client's infrastructure in small, and everything that watches it.

  script/demo            installs what is missing, builds, starts everything (a voting application, its
                         PostgreSQL and its Redis, containers; exporters, Prometheus with its rules,
                         Alertmanager, an inbox, the wall), shows where to look, and stays until Ctrl-C
  script/demo --check    the same, but ends by itself: 0 when every target was scraped and reached what
                         it watches, and every dashboard has data, else 1
  script/demo stop       stops a demo that runs elsewhere

Where root may make namespaces, there are four servers, each with processes, a network, a file system,
CPU and memory of its own, that drills (script/drill) can fill, stop and cut off; else everything stands
on this machine. Everything lives in one temporary folder. When it ends, however it ends, no process is
left, no namespace and no mount; what a killed demo left of its folder, the next one removes.
"""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from infrastructure import Infrastructure  # noqa: E402
from monitoring import ALERTS, EXPORTERS, Monitoring  # noqa: E402
from programs import ROOT, Failure, Program, run_main, say, started_at  # noqa: E402
from running import remove_note, running_demo, write_note  # noqa: E402
from screen import live_values, show  # noqa: E402
from supervisor import Supervisor  # noqa: E402


def stop():
    note = running_demo()
    if note is None:
        say("No demo is running.")
        return 0
    os.kill(note["pid"], signal.SIGTERM)
    for _ in range(300):
        if started_at(note["pid"]) != note["started"]:
            say("The demo is stopped.")
            return 0
        time.sleep(0.1)
    raise Failure(f"the demo (process {note['pid']}) does not end: kill -9 {note['pid']}")


def build(folder):
    log = folder / "build.log"
    products = sorted({exporter.product for exporter in EXPORTERS})
    began = told = time.monotonic()
    say(f"Building {', '.join(products)} (some minutes the first time, then seconds)")
    program = Program("script/build", [ROOT / "script/build", *products], log)
    while program.is_running:
        time.sleep(0.1)
        if time.monotonic() - told > 15:
            told = time.monotonic()
            lines = log.read_text(errors="replace").split("\n")
            last = next((line for line in reversed(lines) if line.strip()), "")
            say(f"  {told - began:.0f} s  {last.strip()[:80]}")
    Program.running.remove(program)
    if program.process.returncode != 0:
        # Swift says what is wrong in lines with "error:", often far from the end.
        errors = [line for line in log.read_text(errors="replace").splitlines() if "error:" in line]
        for line in errors[:10]:
            say(f"  {line}")
        raise program.failure("failed")


def check_running():
    for program in Program.running:
        if not program.is_running:
            raise program.failure(f"ended with status {program.process.returncode}")


class Progress:
    """A line for each step, with the seconds since the first."""

    def __init__(self):
        self.began = time.monotonic()

    def __call__(self, what):
        say(f"{self.seconds:5.1f} s  {what}")

    @property
    def seconds(self):
        return time.monotonic() - self.began


def wait_until_green(monitoring, seconds=60):
    """Until every target is up and reaches what it watches."""
    end = time.monotonic() + seconds
    while missing := monitoring.missing():
        check_running()
        if time.monotonic() > end:
            raise Failure("\n  ".join([f"not everything works after {seconds} s:", *missing]))
        time.sleep(0.2)


def wait_for_dashboards(monitoring, seconds=60):
    """Until every dashboard has data; the panels that have none, by title."""
    end = time.monotonic() + seconds
    waiting = monitoring.dashboards()
    empty = {}
    while waiting:
        for dashboard in list(waiting):
            if dashboard.has_data():
                empty[dashboard.title] = dashboard.empty_panels()
                waiting.remove(dashboard)
        if waiting and not any(ALERTS.glob("*.rules.yml")):
            # What rules record, nobody has recorded.
            return empty | {dashboard.title: ["anything"] for dashboard in waiting}
        if waiting and time.monotonic() > end:
            titles = ", ".join(dashboard.title for dashboard in waiting)
            raise Failure(f"without data after {seconds} s: {titles}")
        if waiting:
            check_running()
            time.sleep(0.5)
    return empty


def start(folder, arguments, progress):
    """Everything; the infrastructure is closed by whoever has it."""
    progress("Starting servers, PostgreSQL, Redis, the voting application and containers")
    infrastructure = Infrastructure(folder, progress)
    try:
        if infrastructure.no_docker:
            progress(f"Without containers: {infrastructure.no_docker}")
        monitoring = Monitoring(folder, infrastructure, arguments.contract_hours)
        if monitoring.no_pings:
            progress(f"Without pings: {monitoring.no_pings}")
        progress(f"Starting {len(monitoring.exporters)} exporters, Alertmanager and an inbox")
        monitoring.start_exporters()
        monitoring.start_alertmanager()
        if arguments.with_history:
            progress("Making up four weeks of history")
            monitoring.backfill()
        progress("Starting Prometheus")
        if not ALERTS.is_dir():
            progress(f"Without rules: there is no folder {ALERTS.name}/")
        monitoring.start_prometheus()
        progress("Waiting until every target is up")
        wait_until_green(monitoring)
        return infrastructure, monitoring
    except BaseException:
        infrastructure.close()
        raise


def stay(supervisor):
    say("\nRunning; Ctrl-C or `script/demo stop` ends it and leaves nothing.")
    while True:
        time.sleep(0.5)
        supervisor.look()


def demo(arguments):
    if running_demo() is not None and not arguments.check:
        raise Failure("a demo is running already; script/demo stop ends it")
    folder = Path(tempfile.mkdtemp(prefix="vigie-demo-"))
    infrastructure = None
    try:
        if not arguments.check:
            write_note(folder)
        if not arguments.no_build:
            build(folder)
        progress = Progress()
        infrastructure, monitoring = start(folder, arguments, progress)
        values = live_values(monitoring)
        progress("All is up")
        if arguments.check:
            for title, empty in wait_for_dashboards(monitoring).items():
                progress(f"{title} has data" + (f"; nothing in: {', '.join(empty)}" if empty else ""))
            show(infrastructure, monitoring, values)
            return 0
        supervisor = Supervisor(infrastructure.services, infrastructure.servers, folder / "control")
        write_note(folder, **monitoring.describe())
        show(infrastructure, monitoring, values)
        with contextlib.suppress(KeyboardInterrupt, SystemExit):
            stay(supervisor)
        say("")
        return 0
    finally:
        # A second Ctrl-C must not leave anything behind.
        for received in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(received, signal.SIG_IGN)
        stopped = bool(Program.running)
        # Most stand on servers that end as a whole; what they have is thrown away with them.
        if infrastructure:
            infrastructure.close()
        Program.stop_all()
        shutil.rmtree(folder, ignore_errors=True)
        if not arguments.check:
            remove_note()
        if stopped:
            say("Everything is stopped; nothing is left.")


def main():
    parser = argparse.ArgumentParser(
        prog="script/demo",
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", nargs="?", choices=["start", "stop"], default="start")
    parser.add_argument("--check", action="store_true", help="end by itself with 0 or 1")
    parser.add_argument("--no-build", action="store_true", help="take the programs as they are built")
    parser.add_argument(
        "--with-history", action="store_true", help="with four weeks of a made-up past, incidents included"
    )
    parser.add_argument(
        "--contract-hours", action="store_true",
        help="count Mondays and Tuesdays from 10 to 18 only, and not all hours",
    )  # fmt: skip
    arguments = parser.parse_args()
    if arguments.command == "stop":
        return stop()
    try:
        return demo(arguments)
    except subprocess.CalledProcessError as error:
        raise Failure(f"{Path(error.cmd[0]).name} failed, as said above") from None


run_main(main)
