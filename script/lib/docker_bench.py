"""What docker-exporter costs with 20, 100 and 200 containers, and what it asks of the engine meanwhile.

Debian has no cAdvisor to put beside it: the figures are held against budgets of their own.

  script/bench docker             on an engine of its own (root; some minutes)
"""

import argparse
import contextlib
import os
import re
import socket
import threading
import time

from docker import Docker
from measuring import WARM_UP, Measured, progress
from process import cpu_seconds
from programs import ROOT, Program, ask, free_port
from scraping import Connection
from table import MIB, Table, kibibytes, mebibytes, milliseconds

COUNTS = (20, 100, 200)
# With 20 containers, in seconds.
P50, P99 = 0.005, 0.020
# With 200.
MOST, RSS, ANON = 0.100, 24 * MIB, 3 * MIB


class CountingProxy:
    """A socket before the engine's that counts the requests that go through."""

    def __init__(self, engine, path):
        self.requests = 0
        self._engine = str(engine)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self.host = f"unix://{path}"
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            client, _ = self._listener.accept()
            engine = socket.socket(socket.AF_UNIX)
            engine.connect(self._engine)
            for source, target, is_client in ((client, engine, True), (engine, client, False)):
                threading.Thread(
                    target=self._pass, args=(source, target, is_client), daemon=True
                ).start()

    def _pass(self, source, target, is_client):
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                # A request has no body here and comes in one piece.
                self.requests += is_client and data.count(b" HTTP/1.1\r\n")
                target.sendall(data)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)


def parse(words):
    parser = argparse.ArgumentParser(
        prog="script/bench docker", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    built = ".build/release/docker-exporter"
    parser.add_argument(
        "--ours", metavar="PROGRAM", default=str(ROOT / built), help=f"(default: {built})"
    )
    parser.add_argument("--blocks", type=int, default=5, metavar="N", help="(default: 5)")
    parser.add_argument("--scrapes", type=int, default=200, metavar="N", help="per block (default: 200)")
    parser.add_argument("--markdown", metavar="FILE", help="also write the table as markdown")
    parser.add_argument("--update-readme", action="store_true", help="put the table into README.md")
    arguments = parser.parse_args(words)
    arguments.pair = "docker"
    return arguments


def wait_for(program, connection, count):
    running = f'docker_containers{{state="running"}} {count}\n'.encode()
    read = re.compile(rb"^container_memory_working_set_bytes\{", re.MULTILINE)

    def is_complete():
        body = connection.scrape().body
        return running in body and len(read.findall(body)) == count

    program.wait_until(is_complete, f"tell of {count} containers", 60)


def measure(arguments, engine, folder, count):
    """One column: what an exporter that has just been started costs."""
    proxy = CountingProxy(engine.socket, folder / f"proxy-{count}")
    port = free_port()
    program = Program(
        "docker-exporter",
        [arguments.ours, f"--web.listen-address=127.0.0.1:{port}", f"--docker.host={proxy.host}"],
        folder / f"docker-exporter-{count}.log",
    )
    program.wait_for_port(port)
    measured = Measured()
    with contextlib.closing(Connection(port)) as connection:
        wait_for(program, connection, count)
        for _ in range(WARM_UP):
            connection.scrape()
        before, engine_cpu, began = proxy.requests, cpu_seconds(engine.program.pid), time.monotonic()
        for _ in range(arguments.blocks):
            measured.block(program, connection, arguments.scrapes)
        seconds = time.monotonic() - began
        asked, engine_cpu = proxy.requests - before, cpu_seconds(engine.program.pid) - engine_cpu
        # What is asked by the clock is asked without scrapes, too.
        before, idle_cpu = proxy.requests, cpu_seconds(engine.program.pid)
        time.sleep(seconds)
        unasked, idle_cpu = proxy.requests - before, cpu_seconds(engine.program.pid) - idle_cpu
    result = measured.result()
    result.update(
        most=max(measured.latencies), asked=asked, unasked=unasked, seconds=seconds,
        engine_cpu=engine_cpu, idle_cpu=idle_cpu,
    )
    program.stop()
    return result


def scrape_during(connection, fault):
    """Latencies of scrapes, one after the other, while something is done to the engine and a little
    longer."""
    latencies, is_over = [], threading.Event()

    def scrape():
        while not is_over.is_set():
            latencies.append(connection.scrape().seconds)
            time.sleep(0.02)

    # Not the fault: a program ends with the thread that started it.
    scraping = threading.Thread(target=scrape, daemon=True)
    scraping.start()
    fault()
    time.sleep(3)
    is_over.set()
    scraping.join()
    return sorted(latencies)


def measure_faults(arguments, engine, folder):
    """Scrapes while the engine hangs, and while it is stopped and started again."""
    port = free_port()
    program = Program(
        "docker-exporter",
        [arguments.ours, f"--web.listen-address=127.0.0.1:{port}", f"--docker.host=unix://{engine.socket}"],
        folder / "docker-exporter-faults.log",
    )  # fmt: skip
    program.wait_for_port(port)
    results = {}
    with contextlib.closing(Connection(port)) as connection:
        wait_for(program, connection, COUNTS[0])
        for _ in range(WARM_UP):
            connection.scrape()
        for name, fault in (("hangs", engine.hang), ("is restarted", engine.restart)):
            results[name] = scrape_during(connection, fault)
    program.stop()
    return results


def bench(arguments, folder):
    """The table, and what was measured."""
    columns = {}
    progress("starting Docker")
    engine = Docker(folder.path)
    try:
        there = 0
        for count in COUNTS:
            progress(f"{count} containers: starting them")
            engine.run(f"c{number}" for number in range(there, count))
            there = count
            progress(f"{count} containers: {arguments.blocks * arguments.scrapes} scrapes")
            columns[count] = measure(arguments, engine, folder.path, count)
            if count == COUNTS[0]:
                progress("scrapes while Docker hangs and is restarted")
                faults = measure_faults(arguments, engine, folder.path)
                engine.docker("start", *(f"c{number}" for number in range(count)))
        version = engine.docker("version", "--format", "{{.Server.Version}}")
    finally:
        progress("removing the containers")
        engine.close()
    table = Table(*(f"{count} containers" for count in COUNTS))

    def row(name, key, unit, budget=None, at=None):
        spelled = [unit(columns[count][key]) for count in COUNTS]
        verdict = ""
        if budget is not None:
            verdict = f"≤ {unit(budget)} at {at}"
            if columns[at][key] > budget:
                verdict += " MISSED"
                table.missed.append(name)
        table.rows.append((name, *spelled, verdict))

    row("p50 of a scrape", "p50", milliseconds, P50, 20)
    row("p99 of a scrape", "p99", milliseconds, P99, 20)
    row("the longest", "most", milliseconds, MOST, 200)
    row("CPU per scrape", "cpu", milliseconds)
    row("size of the page", "bytes", kibibytes)
    row("RSS", "rss", mebibytes, RSS, 200)
    row("RssAnon", "anon", mebibytes, ANON, 200)
    row(f"calls of the API while {arguments.blocks * arguments.scrapes} scrapes ran", "asked", str)
    row("calls of the API in as long a time without", "unasked", str)
    row("Docker's CPU in the first", "engine_cpu", milliseconds)
    row("Docker's CPU in the second", "idle_cpu", milliseconds)
    for name, latencies in faults.items():
        p99, most = latencies[int(len(latencies) * 0.99)], latencies[-1]
        is_met = p99 <= P99 and most <= MOST
        table.rows.append(
            (
                f"p99 while Docker {name}", milliseconds(p99), "", "",
                f"≤ {milliseconds(P99)}, none above {milliseconds(MOST)}" + ("" if is_met else " MISSED"),
            )
        )  # fmt: skip
        if not is_met:
            table.missed.append(f"scrapes while Docker {name}")
    # One that is asked by the clock may fall to either side.
    if any(one["asked"] > one["unasked"] + 2 for one in columns.values()):
        table.missed.append("calls of the API")
    found = re.search(r"(\d+\.\d+[\w.+~-]*)", ask([arguments.ours, "--version"]))
    return table, f"ours {found[1] if found else '?'}, Docker {version}, {os.uname().release}"
