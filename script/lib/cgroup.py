"""A cgroup of a script's own, version 1 or 2, whichever this machine has."""

import contextlib
import os
import time
from pathlib import Path

from programs import Failure, say, started_at

ROOT = Path("/sys/fs/cgroup")
CONTROLLERS = ("memory", "cpu", "cpuacct")


def version():
    if (ROOT / "cgroup.controllers").exists():
        return 2
    if (ROOT / "memory").is_dir():
        return 1
    raise Failure("no cgroup file system at /sys/fs/cgroup: mount -t cgroup2 none /sys/fs/cgroup")


def remove_stale(prefix):
    """Removes the empty ones that a killed script left: their names end with its process id."""
    for folder in [*ROOT.glob(f"{prefix}-*"), *ROOT.glob(f"*/{prefix}-*")]:
        pid = folder.name.rpartition("-")[2]
        if pid.isdigit() and started_at(int(pid)) is None:
            _remove_empty(folder)


def _remove_empty(folder):
    """With those in it; the kernel keeps those that are in use."""
    for inner in sorted(folder.rglob("*"), reverse=True):
        if inner.is_dir():
            with contextlib.suppress(OSError):
                inner.rmdir()
    with contextlib.suppress(OSError):
        folder.rmdir()


class Cgroup:
    """Limits what its processes take; `folders` are where they are to be entered."""

    def __init__(self, name, memory, cpus=None):
        """At `name` below the root, with `memory` bytes and so many `cpus`, if that is limited."""
        self.name, self.memory, self.cpus = name, memory, cpus
        self.version = version()
        if self.version == 2:
            top = ROOT
            for part in Path(name).parts[:-1]:
                for controller in ("cpu", "memory"):
                    self._write(top / "cgroup.subtree_control", f"+{controller}")
                top = top / part
                top.mkdir(exist_ok=True)
            for controller in ("cpu", "memory"):
                self._write(top / "cgroup.subtree_control", f"+{controller}")
            # Where there are cgroups below, processes can only be in one of those.
            self._top = top / Path(name).name
            self._top.mkdir(exist_ok=True)
            for controller in ("cpu", "memory"):
                self._write(self._top / "cgroup.subtree_control", f"+{controller}")
            self.folders = [self._top / "processes"]
        else:
            self.folders = [ROOT / part / name for part in CONTROLLERS if (ROOT / part).is_dir()]
        for folder in self.folders:
            folder.mkdir(parents=True, exist_ok=True)
        # Swap, if this machine has some, would make room without end.
        self._limit("memory", {2: {"memory.max": memory, "memory.swap.max": 0},
                               1: {"memory.limit_in_bytes": memory}})  # fmt: skip
        if cpus:
            self._limit("cpu", {2: {"cpu.max": f"{int(cpus * 100_000)} 100000"},
                                1: {"cpu.cfs_period_us": 100_000, "cpu.cfs_quota_us": int(cpus * 100_000)}})  # fmt: skip

    def _limit(self, controller, values):
        folder = self.folder(controller)
        for file, value in values[self.version].items():
            if (folder / file).exists():
                self._write(folder / file, str(value))

    @staticmethod
    def _write(file, value):
        try:
            file.write_text(value)
        except OSError as error:
            raise Failure(f"cannot write {value} to {file}: {error.strerror}") from None

    def folder(self, controller):
        """Where a controller's files are."""
        return self._top if self.version == 2 else ROOT / controller / self.name

    def fields(self, controller, file):
        """A file of lines with a name and a number."""
        found = {}
        for line in (self.folder(controller) / file).read_text().splitlines():
            name, _, value = line.partition(" ")
            if value.isdigit():
                found[name] = int(value)
        return found

    def memory_in_use(self):
        file = "memory.current" if self.version == 2 else "memory.usage_in_bytes"
        return int((self.folder("memory") / file).read_text())

    def cpu_seconds(self):
        """In user and in kernel mode, since it was made."""
        if self.version == 2:
            fields = self.fields("cpu", "cpu.stat")
            return fields["user_usec"] / 1e6, fields["system_usec"] / 1e6
        fields = self.fields("cpuacct", "cpuacct.stat")
        ticks = os.sysconf("SC_CLK_TCK")
        return fields["user"] / ticks, fields["system"] / ticks

    def kills(self):
        """How many processes the kernel killed in it, and below it, for want of memory."""
        if self.version == 2:
            return self.fields("memory", "memory.events")["oom_kill"]
        total = 0
        for file in self.folder("memory").rglob("memory.oom_control"):
            with contextlib.suppress(OSError):
                for line in file.read_text().splitlines():
                    if line.startswith("oom_kill "):
                        total += int(line.split()[1])
        return total

    def processes(self):
        """Of it and of those below it."""
        pids = set()
        for file in self.folder("memory").rglob("cgroup.procs"):
            with contextlib.suppress(OSError):
                pids.update(int(pid) for pid in file.read_text().split())
        return pids

    def remove(self):
        """Ends what is left in it, and removes it with all below it, and the empty ones above it."""
        for folder in [self._top] if self.version == 2 else self.folders:
            for _ in range(100):
                for pid in self.processes():
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, 9)
                _remove_empty(folder)
                if not folder.exists():
                    break
                time.sleep(0.1)
            else:
                say(f"could not remove {folder}: rmdir it by hand")
        # A Docker engine makes its own below it, with every controller there is; and there are those above.
        for name in (Path(self.name), *list(Path(self.name).parents)[:-1]):
            for trace in [*ROOT.glob(str(name)), *ROOT.glob(f"*/{name}")]:
                if name == Path(self.name):
                    _remove_empty(trace)
                else:
                    with contextlib.suppress(OSError):
                        trace.rmdir()
