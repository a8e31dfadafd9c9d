"""Both exporters in one cgroup whose every core and byte is taken: who still answers?"""

import os
import shutil
import statistics
import threading
import time

from cgroup import Cgroup, remove_stale
from measuring import progress
from programs import Failure, Program, say
from scraping import Connection
from table import MIB, milliseconds


class Scraper(threading.Thread):
    """Scrapes one exporter at fixed times from outside, and notes how long each answer took."""

    def __init__(self, port, interval, end):
        super().__init__(daemon=True)
        self.port, self.interval, self.end = port, interval, end
        self.latencies, self.failures = [], []

    def run(self):
        connection = None
        due = time.monotonic() + self.interval
        while due < self.end:
            time.sleep(max(0, due - time.monotonic()))
            began = time.monotonic()
            try:
                if connection is None:
                    connection = Connection(self.port, "prometheus", True, timeout=self.interval)
                reply = connection.scrape()
                if reply.status != 200:
                    raise OSError(f"status {reply.status}")
                self.latencies.append(time.monotonic() - began)
            except OSError as error:
                self.failures.append(str(error))
                if connection is not None:
                    connection.close()
                connection = None
            due += self.interval

    def summary(self):
        count = len(self.latencies) + len(self.failures)
        in_time = sum(latency <= 1 for latency in self.latencies)
        return count, in_time, sorted(self.latencies), self.failures


def incident(arguments, compared, folder):
    """Everything of one cgroup is taken; how many scrapes are answered within a second?"""
    if not shutil.which("stress-ng"):
        raise Failure("stress-ng is not here: run script/setup test")
    limit = arguments.memory * MIB
    if os.geteuid() != 0:
        raise Failure("--incident makes a cgroup, which takes root: run it with sudo")
    remove_stale("vigie-bench")
    cgroup = Cgroup(f"vigie-bench-{os.getpid()}", limit)
    try:
        running = {
            side: compared.start(side, folder.path, cgroups=cgroup.folders)
            for side in ("ours", "peer")
        }
        command = ["stress-ng", "--quiet", "--cpu", "0", "--vm", "1", "--vm-keep"]
        command += ["--vm-bytes", str(limit), "--temp-path", str(folder.path)]
        stress = Program(
            "stress-ng", [*command, "--timeout", f"{arguments.seconds + 30}s"],
            folder.path / "stress.log", cgroups=cgroup.folders,
        )
        say(
            f"stress-ng takes {os.cpu_count()} cores and {arguments.memory} MiB of a cgroup"
            f" (version {cgroup.version}) that holds both exporters; scrapes every"
            f" {arguments.interval:g} s for {arguments.seconds} s"
        )
        end = time.monotonic() + arguments.seconds
        scrapers = {}
        for side, (_, port) in running.items():
            scrapers[side] = Scraper(port, arguments.interval, end)
            scrapers[side].start()
            # Not at the same moment: they must not queue behind each other.
            time.sleep(arguments.interval / 2)
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(30, left))
            state = ", ".join(
                f"{side} {scraper.summary()[1]} of {scraper.summary()[0]}"
                for side, scraper in scrapers.items()
            )
            progress(f"{max(0, left - 30):.0f} s left; answered within 1 s: {state}")
            if not stress.is_running:
                raise stress.failure("ended in the middle of the incident")
        for scraper in scrapers.values():
            scraper.join(2 * arguments.interval)
        say(f"the kernel killed {cgroup.kills()} processes in it for want of memory\n")
        share = {}
        for side, scraper in scrapers.items():
            count, in_time, latencies, failures = scraper.summary()
            share[side] = in_time / count if count else 0
            died = "" if running[side][0].is_running else "; IT DIED"
            slowest = milliseconds(latencies[-1]) if latencies else "none"
            middle = milliseconds(statistics.median(latencies)) if latencies else "none"
            say(
                f"{side}: {share[side]:.1%} within 1 s ({in_time} of {count}), p50 {middle},"
                f" slowest {slowest}, {len(failures)} failed{died}"
            )
            for reason in sorted(set(failures))[:3]:
                say(f"    {reason}")
        # As it was for `ours` at its worst: 99 % in time.
        return 0 if share["ours"] >= 0.99 else 1
    finally:
        Program.stop_all()
        cgroup.remove()
