"""What node-exporter costs on hosts that have ten times as much of something: no more than ten times as much.

Disks, network devices and processes are folders that are made for it; network devices that the kernel
tells of over netlink are real ones, in a namespace of their own; units of systemd are answers of a bus
that only says what it was told to.
"""

import contextlib
import ctypes
import os
import re
import subprocess
import time

import recorded
from bus import FakeSystemd
from measuring import progress
from process import cpu_seconds, memory
from programs import Program, free_port
from scraping import Connection
from table import Table, milliseconds

DEADLINE = 10.0
# Ten times as much may cost a fifth more than ten times as much, for caches that are full.
GROWTH = 12.0
# The files of many network devices are more than the descriptors that are kept (2048): the others are
# opened for each scrape, which costs more than reading them.
GROWTH_PAST_BUDGET = 25.0


def disks(folder, count):
    lines = []
    for index in range(count):
        name = f"sd{chr(97 + index // 676)}{chr(97 + index // 26 % 26)}{chr(97 + index % 26)}"
        numbers = " ".join(str((index * 7919 + place * 104729) % 10**8) for place in range(17))
        lines.append(f"   8 {index:7} {name} {numbers}\n")
        write(folder / f"sys/block/{name}/queue/rotational", "0\n")
        write(
            folder / f"udev/data/b8:{index}",
            f"E:ID_MODEL=DISK\nE:ID_SERIAL_SHORT=S{index}\nE:ID_WWN=0x{index:x}\nE:ID_ATA_ROTATION_RATE_RPM=0\n",
        )
    write(folder / "proc/diskstats", "".join(lines))
    return ["--collector.diskstats"]


def devices(folder, count):
    attributes = {
        "addr_assign_type": 0, "addr_len": 6, "address": "02:00:00:00:00:01", "broadcast": "ff:ff:ff:ff:ff:ff",
        "carrier": 1, "carrier_changes": 2, "carrier_down_count": 1, "carrier_up_count": 1, "dev_id": "0x20",
        "dormant": 0, "duplex": "full", "flags": "0x1303", "ifalias": "", "iflink": 2, "ifindex": 2,
        "link_mode": 1, "mtu": 1500, "name_assign_type": 2, "netdev_group": 0, "operstate": "up",
        "proto_down": 0, "speed": 10000, "tx_queue_len": 1000, "type": 1,
    }  # fmt: skip
    for index in range(count):
        for name, value in attributes.items():
            write(folder / f"sys/class/net/eth{index}/{name}", f"{value}\n")
    return ["--collector.netclass"]


def processes(folder, count):
    for index in range(count):
        pid = index + 1
        stat = f"{pid} (command{index % 300}) S 1 1 1 0 -1 4194560 9 0 0 0 {index} 7 0 0 20 0 1 0 {pid} 1000000 {index % 977} 1\n"
        write(folder / f"proc/{pid}/stat", stat)
        write(folder / f"proc/{pid}/task/{pid}/stat", stat)
        (folder / f"proc/{pid}/fd").mkdir()
        write(folder / f"proc/{pid}/fd/0", "")
    write(folder / "proc/sys/kernel/threads-max", "7801\n")
    write(folder / "proc/sys/kernel/pid_max", "4194304\n")
    return ["--collector.processes", "--collector.processes.top=10"]


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@contextlib.contextmanager
def network(count):
    """A namespace with so many devices, in which this thread is meanwhile."""
    libc = ctypes.CDLL(None, use_errno=True)
    name = f"vigie-large-{os.getpid()}-{count}"
    subprocess.run(["ip", "netns", "add", name], check=True)
    own = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    other = os.open(f"/run/netns/{name}", os.O_RDONLY)
    try:
        pairs = (f"link add left{i} type veth peer name right{i}\n" for i in range(count // 2))
        commands = "link set lo up\n" + "".join(pairs)
        subprocess.run(["ip", "-n", name, "-batch", "-"], input=commands, text=True, check=True)
        if libc.setns(other, 0x40000000):
            raise OSError(ctypes.get_errno(), "setns")
        yield ["--collector.netdev", "--collector.qdisc", "--collector.network_route"]
    finally:
        libc.setns(own, 0x40000000)
        os.close(own)
        os.close(other)
        subprocess.run(["ip", "netns", "del", name], check=True)


def cost(ours, folder, flags, environment=None, scrapes=20):
    """Processor time of a scrape, its longest duration, and memory; medians where there are several."""
    port = free_port()
    command = [ours, "--collector.disable-defaults", *flags, f"--web.listen-address=127.0.0.1:{port}"]
    program = Program("node-exporter", command, folder / "log", environment=environment)
    program.wait_for_port(port)
    with contextlib.closing(Connection(port, "text", False)) as connection:
        began = time.monotonic()
        first = connection.scrape()
        longest = time.monotonic() - began
        if first.status != 200 or b'_success{collector="' not in first.body:
            raise program.failure(f"answered {first.status}")
        if re.search(rb'collector_success\{.*\} 0\n', first.body):
            raise program.failure("could not collect")
        for _ in range(3):
            connection.scrape()
        used = []
        for _ in range(scrapes):
            before = cpu_seconds(program.pid)
            reply = connection.scrape()
            used.append(cpu_seconds(program.pid) - before)
            longest = max(longest, reply.seconds)
        rss, _ = memory(program.pid)
    program.stop()
    return sorted(used)[len(used) // 2], longest, rss


def bench(ours, folder):
    table = Table("a tenth", "all of it", "growth")

    def row(name, small, large, budget=GROWTH):
        (few, _, _), (many, longest, rss) = small, large
        growth = many / few
        is_met = growth <= budget and longest < DEADLINE
        table.note(name, milliseconds(few), milliseconds(many), f"× {growth:.1f}, ≤ {budget:g}", is_met)
        table.note("  slowest scrape; RSS", "", f"{longest * 1000:.0f} ms; {rss / 2**20:.1f} MiB", "< 10 s")

    for name, make, count in (
        ("500 block devices", disks, 500),
        ("300 network devices in /sys", devices, 300),
        ("20 000 processes, top 10 commands", processes, 20_000),
    ):
        progress(name)
        costs = []
        for size in (count // 10, count):
            tree = folder / f"{make.__name__}-{size}"
            for root in ("proc", "sys", "udev/data"):
                (tree / root).mkdir(parents=True)
            flags = make(tree, size)
            costs.append(cost(ours, tree, recorded.paths(tree) + flags))
        row(name, *costs, budget=GROWTH_PAST_BUDGET if make is devices else GROWTH)
    if os.geteuid() == 0:
        progress("300 network devices over netlink")
        costs = []
        for size in (30, 300):
            with network(size) as flags:
                costs.append(cost(ours, folder, flags))
        row("300 network devices over netlink", *costs)
    progress("5 000 units over D-Bus")
    costs = []
    for size in (500, 5000):
        bus = FakeSystemd(folder / f"bus-{size}", size)
        environment = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={bus.path}"}
        costs.append(cost(ours, folder, ["--collector.systemd"], environment))
    row("5 000 units over D-Bus", *costs)
    return table
