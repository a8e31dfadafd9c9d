"""What /proc says of a server in small: of its own CPU and memory, not of the whole machine's.

The kernel keeps these figures for each cgroup; here they are written in the form of /proc, once a
second, into files that are mounted over /proc's in the server.
"""

import math
import os
import threading
import time
from pathlib import Path

INTERVAL = 1.0
TICKS = os.sysconf("SC_CLK_TCK")
# How much of the old average is left after an interval, for one, five and fifteen minutes.
DECAY = [math.exp(-INTERVAL / (60 * minutes)) for minutes in (1, 5, 15)]


class ServerView(threading.Thread):
    """Writes until it is stopped."""

    def __init__(self, folder, cgroup):
        super().__init__(daemon=True, name=f"view of {cgroup.name}")
        self.cgroup = cgroup
        self.began = time.monotonic()
        self.load = [0.0, 0.0, 0.0]
        # Of each thread, how long it had waited for a CPU when it was last looked at.
        self._delays = {}
        self._stolen = self._used = 0.0
        self._looked = self.began
        folder.mkdir()
        # Version 1 has no pressure of a cgroup.
        self.has_pressure = cgroup.version == 2 and Path("/proc/pressure").exists()
        writers = {
            "stat": self.stat, "meminfo": self.meminfo, "loadavg": self.loadavg, "vmstat": self.vmstat,
        }  # fmt: skip
        if self.has_pressure:
            (folder / "pressure").mkdir()
            for kind in ("cpu", "memory", "io"):
                writers[f"pressure/{kind}"] = lambda kind=kind: self.pressure(kind)
        self.files = list(writers)
        self._writers = [(open(folder / name, "wb+", buffering=0), write) for name, write in writers.items()]
        self._end = threading.Event()
        self._write()
        self.start()

    def run(self):
        while not self._end.wait(INTERVAL):
            self._write()

    def stop(self):
        self._end.set()
        self.join()
        for file, _ in self._writers:
            file.close()

    def _write(self):
        for file, write in self._writers:
            try:
                data = write().encode()
            except OSError:
                # The cgroup is on its way out.
                return
            # In one go, in place: whoever reads sees the old or the new.
            os.pwrite(file.fileno(), data, 0)
            os.ftruncate(file.fileno(), len(data))

    def stat(self):
        user, system = self.cgroup.cpu_seconds()
        cpus = self.cgroup.cpus or os.cpu_count()
        stolen = self._steal(user + system, cpus)
        idle = max(0.0, (time.monotonic() - self.began) * cpus - user - system - stolen)
        lines = []
        shown = max(1, round(cpus))
        for name, share in [("cpu", 1), *((f"cpu{number}", shown) for number in range(shown))]:
            ticks = [int(value * TICKS / share) for value in (user, 0, system, idle, 0, 0, 0, stolen, 0, 0)]
            lines.append(" ".join([name, *map(str, ticks)]))
        # The rest is the machine's: interrupts, switches, the time of its start.
        machine = Path("/proc/stat").read_text().splitlines()
        lines += [line for line in machine if not line.startswith("cpu")]
        return "\n".join(lines) + "\n"

    def _steal(self, used, cpus):
        """Seconds that its CPUs would have had work, but the machine below gave them no time."""
        now = time.monotonic()
        free = max(0.0, (now - self._looked) * cpus - (used - self._used))
        delays = {}
        for pid in self.cgroup.processes():
            for file in Path(f"/proc/{pid}/task").glob("*/schedstat"):
                try:
                    delays[file] = int(file.read_text().split()[1])
                except (OSError, IndexError):
                    continue
        waited = sum(delay - self._delays.get(file, delay) for file, delay in delays.items()) / 1e9
        self._stolen += min(free, max(0.0, waited))
        self._delays, self._looked, self._used = delays, now, used
        return self._stolen

    def meminfo(self):
        limit, used = self.cgroup.memory, self.cgroup.memory_in_use()
        fields = self.cgroup.fields("memory", "memory.stat")
        prefix = "total_" if self.cgroup.version == 1 else ""
        files = sum(fields.get(f"{prefix}{name}", 0) for name in ("active_file", "inactive_file"))
        free = max(0, limit - used)
        known = {
            "MemTotal": limit, "MemFree": free, "MemAvailable": min(limit, free + files), "Buffers": 0,
            "Cached": files, "SwapTotal": 0, "SwapFree": 0, "SwapCached": 0,
            "Active(file)": fields.get(f"{prefix}active_file", 0),
            "Inactive(file)": fields.get(f"{prefix}inactive_file", 0),
            "Active(anon)": fields.get(f"{prefix}active_anon", 0),
            "Inactive(anon)": fields.get(f"{prefix}inactive_anon", 0),
        }  # fmt: skip
        return "".join(f"{name + ':':<15} {value // 1024:8} kB\n" for name, value in known.items())

    def loadavg(self):
        running = total = 0
        for pid in self.cgroup.processes():
            try:
                state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            total += 1
            running += state in "RD"
        self.load = [old * left + running * (1 - left) for old, left in zip(self.load, DECAY)]
        return " ".join(f"{value:.2f}" for value in self.load) + f" {running}/{total} {total}\n"

    def vmstat(self):
        lines = Path("/proc/vmstat").read_text().splitlines()
        return "".join(
            f"oom_kill {self.cgroup.kills()}\n" if line.startswith("oom_kill ") else f"{line}\n"
            for line in lines
        )

    def pressure(self, kind):
        return (self.cgroup.folder("memory") / f"{kind}.pressure").read_text()
