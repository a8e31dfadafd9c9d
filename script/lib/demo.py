"""Shows Vigie at work on this machine: exporters, and a real Prometheus that scrapes them.

  script/demo            installs what is missing, builds, starts everything on private ports of
                         127.0.0.1 (a small voting application, its PostgreSQL and its Redis, to be
                         watched), shows where to look, and stays until Ctrl-C
  script/demo --check    the same, but ends by itself: 0 when every exporter was scraped and reached
                         what it watches, else 1
  script/demo stop       stops a demo that runs elsewhere

Everything lives in one temporary folder. When it ends, however it ends, no process is left; what a
killed demo left of its folder, the next one removes.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

from postgres import Postgres  # noqa: E402
from programs import ROOT, Failure, Program, free_port, run_main, say  # noqa: E402
from prometheus import Prometheus  # noqa: E402
from redis import Redis  # noqa: E402
from voting import Voting  # noqa: E402


class Exporter(NamedTuple):
    job: str
    product: str
    # Of the servers of the demo.
    flags: object
    watches: str
    # What it needs to know of the servers of the demo.
    environment: object = lambda servers: {}
    # What is 1 when it reaches what it watches.
    reaches: str = "up"


class Servers(NamedTuple):
    """What the demo starts to be watched."""

    folder: Path
    postgres: Postgres
    redis: Redis
    voting: Voting


def watch_postgres(servers):
    """As a role with the least rights: it may read statistics and the votes, and change nothing."""
    return {"DATA_SOURCE_NAME": servers.postgres.data_source("vigie", "votes")}


def probe_file(servers):
    """The probes, with the ports of this demo."""
    text = (ROOT / "demo/app-probe.yml").read_text(encoding="utf-8")
    text = text.replace("127.0.0.1:5000", f"127.0.0.1:{servers.voting.vote_port}")
    text = text.replace("127.0.0.1:5001", f"127.0.0.1:{servers.voting.result_port}")
    file = servers.folder / "app-probe.yml"
    file.write_text(text, encoding="utf-8")
    return file


# Another exporter is another line here.
EXPORTERS = [
    Exporter("node", "node-exporter", lambda servers: [], "this machine: CPU, memory, disks, network"),
    Exporter(
        "postgres",
        "pg-exporter",
        lambda servers: [
            "--collector.stat_statements", f"--extend.query-path={ROOT}/deploy/postgres/votes.yml"
        ],  # fmt: skip
        "a PostgreSQL of the demo's own: activity, locks, tables, statements",
        watch_postgres,
        "pg_up",
    ),
    Exporter(
        "redis",
        "redis-exporter",
        lambda servers: ["--check-single-keys=votes"],
        "a Redis of the demo's own: memory, clients, commands, the queue of votes",
        lambda servers: {"REDIS_ADDR": servers.redis.address()},
        "redis_up",
    ),
    Exporter(
        "probe",
        "app-probe",
        lambda servers: [f"--config.file={probe_file(servers)}"],
        "the voting application as its visitors see it: both pages, and a vote until it is counted",
        reaches="min by (job) (app_probe_last_success)",
    ),
]


# Only where there is an engine.
DOCKER = Exporter(
    "docker",
    "docker-exporter",
    lambda servers: [],
    "this machine's containers: state, deaths, usage",
    reaches="docker_up",
)


def look_for_docker():
    """Has containers watched where a Docker socket lets us in, and else says why they are not."""
    host = os.environ.get("DOCKER_HOST") or "unix:///var/run/docker.sock"
    if host.startswith("unix://"):
        try:
            with socket.socket(socket.AF_UNIX) as engine:
                engine.settimeout(2)
                engine.connect(host.removeprefix("unix://"))
        except OSError as error:
            reason = error.strerror or "it does not answer"
            return say(f"Without docker-exporter: there is no Docker at {host} ({reason})")
    EXPORTERS.append(DOCKER)


class Value(NamedTuple):
    says: str
    query: str
    spell: object


def percent(value):
    return f"{value:.0f} %"


def gigabytes(value):
    return f"{value / 2**30:.1f} GiB"


def count(value):
    return f"{value:.0f}"


def seconds(value):
    return f"{value:.1f} s"


def number(value):
    return f"{value:.2f}"


LIVE = [
    Value(
        "of all CPU time is in use",
        'clamp_min(100 * (1 - avg(rate(node_cpu_seconds_total{mode="idle"}[10s]))), 0)',
        percent,
    ),
    Value("of memory can still be had", "node_memory_MemAvailable_bytes", gigabytes),
    Value("processes want to run, over the last minute (load)", "node_load1", number),
    Value("connections are open to PostgreSQL", "sum(pg_stat_database_numbackends)", count),
    Value("votes are counted in its table", "sum(votes_count)", count),
    Value("votes wait in the queue in Redis", 'redis_key_size{key="votes"}', count),
    Value(
        "probes of the pages succeeded, of all so far",
        'sum(app_probe_attempts_total{result="success"}) / sum(app_probe_attempts_total) * 100',
        percent,
    ),
    Value(
        "a vote took, from the page until it was counted",
        "sum(probe_journey_step_duration_seconds)",
        seconds,
    ),
]


# MARK: - One demo at a time is written down


def note_path():
    folder = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    return Path(folder) / f"vigie-demo-{os.getuid()}.json"


def started_at(pid):
    """When a process started, in ticks since boot: a pid that came back is another process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except OSError:
        return None


def running_demo():
    """The demo that runs, if one does; what a killed one left is removed."""
    path = note_path()
    try:
        if path.is_symlink() or path.stat().st_uid != os.getuid():
            raise Failure(f"{path} is not ours; remove it")
        note = json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return None
    if started_at(note["pid"]) == note["started"]:
        return note
    folder = Path(note["folder"])
    if folder.name.startswith("vigie-demo-"):
        shutil.rmtree(folder, ignore_errors=True)
    path.unlink(missing_ok=True)
    return None


def stop():
    note = running_demo()
    if note is None:
        say("No demo is running.")
        return 0
    os.kill(note["pid"], signal.SIGTERM)
    for _ in range(150):
        if started_at(note["pid"]) != note["started"]:
            say("The demo is stopped.")
            return 0
        time.sleep(0.1)
    raise Failure(f"the demo (process {note['pid']}) does not end: kill -9 {note['pid']}")


# MARK: - Building and starting


def prepare(arguments, folder):
    if arguments.no_build:
        return
    log = folder / "build.log"
    products = [exporter.product for exporter in EXPORTERS]
    began = told = time.monotonic()
    say(f"Building {', '.join(products)} (some minutes the first time, then seconds)")
    build = Program("script/build", [ROOT / "script/build", *products], log)
    while build.is_running:
        time.sleep(0.1)
        if time.monotonic() - told > 15:
            told = time.monotonic()
            lines = log.read_text(errors="replace").split("\n")
            last = next((line for line in reversed(lines) if line.strip()), "")
            say(f"  {told - began:.0f} s  {last.strip()[:80]}")
    Program.running.remove(build)
    if build.process.returncode != 0:
        # Swift says what is wrong in lines with "error:", often far from the end.
        errors = [line for line in log.read_text(errors="replace").splitlines() if "error:" in line]
        for line in errors[:10]:
            say(f"  {line}")
        raise build.failure("failed")


def check_running():
    for program in Program.running:
        if not program.is_running:
            raise program.failure(f"ended with status {program.process.returncode}")


def start_servers(folder):
    """Starts what is watched, with something in it to see."""
    postgres = Postgres(folder)
    postgres.sql("CREATE DATABASE votes;")
    postgres.sql("CREATE ROLE vigie LOGIN; GRANT pg_monitor TO vigie;")
    postgres.sql(
        """
        CREATE EXTENSION pg_stat_statements;
        CREATE TABLE votes (id varchar(255) NOT NULL UNIQUE, vote varchar(255) NOT NULL);
        INSERT INTO votes SELECT n, CASE WHEN n % 3 = 0 THEN 'a' ELSE 'b' END
          FROM generate_series(1, 1000) AS n;
        GRANT SELECT ON votes TO vigie;
        """,
        "votes",
    )
    redis = Redis(folder)
    return Servers(folder, postgres, redis, Voting(folder, redis, postgres))


def start(folder, servers):
    """Starts the exporters and Prometheus; it, and each exporter's program and address by job."""
    (folder / "targets").mkdir()
    exporters = {}
    for exporter in EXPORTERS:
        port = free_port()
        binary = ROOT / ".build/release" / exporter.product
        program = Program(
            exporter.product,
            [binary, *exporter.flags(servers), f"--web.listen-address=127.0.0.1:{port}"],
            folder / f"{exporter.product}.log",
            environment=exporter.environment(servers),
        )
        exporters[exporter.job] = program, port
        targets = [{"targets": [f"127.0.0.1:{port}"], "labels": {"job": exporter.job}}]
        (folder / "targets" / f"{exporter.job}.json").write_text(json.dumps(targets))
    for program, port in exporters.values():
        program.wait_for_port(port)
    prometheus = Prometheus(folder, (ROOT / "demo/prometheus.yml").read_text(encoding="utf-8"))
    own = [{"targets": [prometheus.address]}]
    (folder / "prometheus.json").write_text(json.dumps(own))
    prometheus.wait()
    return prometheus, exporters


def wait_for_scrapes(prometheus, exporters, seconds=30):
    """Waits until every exporter was scraped and reached what it watches; samples of each."""
    jobs = list(exporters)
    reaches = {exporter.job: exporter.reaches for exporter in EXPORTERS}
    end = time.monotonic() + seconds

    def values(metric):
        return {one["metric"]["job"]: one["value"][1] for one in prometheus.query(metric)}

    while True:
        check_running()
        up = values("up")
        unreached = [job for job in jobs if values(reaches[job]).get(job) != "1"]
        if all(up.get(job) == "1" for job in jobs) and not unreached:
            samples = prometheus.query("scrape_samples_scraped")
            counted = {one["metric"]["job"]: int(float(one["value"][1])) for one in samples}
            if all(counted.get(job, 0) > 0 for job in jobs):
                return counted
        if time.monotonic() > end:
            for target in prometheus.targets():
                if target["health"] != "up" and target["lastError"]:
                    say(f"  {target['labels']['job']}: {target['lastError']}")
            late = next((job for job in jobs if up.get(job) == "0"), None)
            if late is None and unreached:
                program, metric = exporters[unreached[0]][0], reaches[unreached[0]]
                raise program.failure(f"has no {metric} of 1 after {seconds} s")
            program = exporters[late][0] if late else prometheus.program
            raise program.failure(f"was not scraped within {seconds} s")
        time.sleep(0.1)


def live_values(prometheus, seconds=30):
    end = time.monotonic() + seconds
    values = {}
    while True:
        for live in LIVE:
            if live not in values and (value := prometheus.value(live.query)) is not None:
                values[live] = value
        if len(values) == len(LIVE):
            return [f"{live.spell(values[live]):>10}  {live.says}" for live in LIVE]
        if time.monotonic() > end:
            absent = next(live for live in LIVE if live not in values)
            raise Failure(f"Prometheus has no answer to {absent.query}")
        time.sleep(0.2)


def show(servers, prometheus, exporters, samples, values):
    ui = "/classic" if prometheus.exists("/classic/graph") else ""
    say("\nThis machine, as Prometheus sees it now:")
    for line in values:
        say(line)
    say("\nLook here first:")
    say(f"  http://127.0.0.1:{servers.voting.vote_port}/")
    say("      the voting application's page: vote, and see it below")
    say(f"  http://127.0.0.1:{servers.voting.result_port}/")
    say("      its result")
    say(f"  http://{prometheus.address}{ui}/targets")
    say("      who is scraped, and whether it works")
    say(f"  http://{prometheus.address}{ui}/graph?g0.expr=node_load1&g0.tab=0&g0.range_input=5m")
    say("      a live graph; type any metric's name")
    for exporter in EXPORTERS:
        say(f"  http://127.0.0.1:{exporters[exporter.job][1]}/metrics")
        say(f"      {exporter.product}: {exporter.watches} ({samples[exporter.job]} series)")


def stay():
    say("\nRunning; Ctrl-C or `script/demo stop` ends it and leaves nothing.")
    while True:
        time.sleep(0.5)
        check_running()


def demo(arguments):
    if running_demo() is not None and not arguments.check:
        raise Failure("a demo is running already; script/demo stop ends it")
    folder = Path(tempfile.mkdtemp(prefix="vigie-demo-"))
    try:
        if not arguments.check:
            note = {"pid": os.getpid(), "started": started_at(os.getpid()), "folder": str(folder)}
            note_path().write_text(json.dumps(note))
        look_for_docker()
        prepare(arguments, folder)
        began = time.monotonic()
        say("Starting PostgreSQL, Redis and the voting application")
        servers = start_servers(folder)
        say("Starting " + ", ".join(exporter.product for exporter in EXPORTERS) + " and Prometheus")
        prometheus, exporters = start(folder, servers)
        say("Waiting for the first scrapes")
        samples = wait_for_scrapes(prometheus, exporters)
        values = live_values(prometheus)
        say(f"All is up, {time.monotonic() - began:.1f} s after the start")
        show(servers, prometheus, exporters, samples, values)
        if not arguments.check:
            with contextlib.suppress(KeyboardInterrupt, SystemExit):
                stay()
            say("")
        return 0
    finally:
        # A second Ctrl-C must not leave anything behind.
        for received in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(received, signal.SIG_IGN)
        stopped = [program.name for program in Program.running]
        Program.stop_all()
        shutil.rmtree(folder, ignore_errors=True)
        if not arguments.check:
            note_path().unlink(missing_ok=True)
        if stopped:
            say(f"Stopped {', '.join(stopped)}; nothing is left.")


def main():
    parser = argparse.ArgumentParser(
        prog="script/demo",
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", nargs="?", choices=["start", "stop"], default="start")
    parser.add_argument("--check", action="store_true", help="end by itself with 0 or 1")
    parser.add_argument("--no-build", action="store_true", help="take the programs as they are built")
    arguments = parser.parse_args()
    if arguments.command == "stop":
        return stop()
    try:
        return demo(arguments)
    except subprocess.CalledProcessError as error:
        raise Failure(f"{Path(error.cmd[0]).name} failed, as said above") from None


run_main(main)
