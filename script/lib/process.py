"""What a running process costs, from the kernel."""

import time


def cpu_seconds(pid):
    """CPU time of all threads, also of those that ended, to the nanosecond: the process's own clock.

    `/proc/PID/stat` counts in steps of 10 ms; this is the same sum before rounding
    (clock_getcpuclockid(3): the complement of the pid, shifted, and the clock CPUCLOCK_SCHED).
    """
    return time.clock_gettime((~pid << 3) | 2)


def memory(pid):
    """Resident memory in bytes: all of it, and the private part that no file backs."""
    fields = {}
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        for line in status:
            name, _, value = line.partition(":")
            fields[name] = value
    return tuple(int(fields[name].split()[0]) * 1024 for name in ("VmRSS", "RssAnon"))


def children(pid):
    """The processes that a process has started and that still run."""
    with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as listed:
        return [int(child) for child in listed.read().split()]
