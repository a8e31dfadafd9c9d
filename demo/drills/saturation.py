"""CPU, memory, space or files of a server are used up: of a server of the demo's own, within its limits."""

from drill import Alert, Drill

SERVER = "application"
ON_SERVER = {"server": SERVER}
# Takes memory until so many bytes of a hundred are left, and holds it.
HOG = """
import time
fields = dict(line.split(":") for line in open("/proc/meminfo"))
kilobytes = {name: int(fields[name].split()[0]) for name in ("MemTotal", "MemAvailable")}
hog = bytearray(1024 * max(0, kilobytes["MemAvailable"] - kilobytes["MemTotal"] * 6 // 100))
for page in range(0, len(hog), 4096):
    hog[page] = 1
time.sleep(3600)
"""


def use_cpu(demo):
    for _ in range(3):
        demo.begin("sh", "-c", "while :; do :; done", server=SERVER)


def fill_disk(demo):
    disk = demo.server(SERVER)["disk"]
    demo.undo_with("disk", ["rm", "-f", f"{disk}/full"], SERVER)
    available = int(demo.run("df", "--output=avail", "-k", disk, server=SERVER).split()[-1])
    demo.run("fallocate", "-l", f"{available * 96 // 100}KiB", f"{disk}/full", server=SERVER)


def fill_inodes(demo):
    disk = demo.server(SERVER)["disk"]
    demo.undo_with("inodes", ["rm", "-rf", f"{disk}/many"], SERVER)
    available = int(demo.run("df", "--output=iavail", disk, server=SERVER).split()[-1])
    script = f"mkdir {disk}/many && seq {available * 96 // 100} | sed 's|^|{disk}/many/|' | xargs touch"
    demo.run("sh", "-c", script, server=SERVER)


DRILLS = [
    Drill(
        name="cpu",
        title="All CPU of a server is in use",
        fault=use_cpu,
        undo=lambda demo: demo.end_all(),
        alerts=[Alert("HostCpuHigh", ON_SERVER)],
        may=["PageDown", "JourneyBroken", "ExporterSlow", "PageSlow"],
        client=None,
        page=False,
        seconds=150,
        needs=("servers",),
    ),
    Drill(
        name="memory",
        title="A server has no memory left",
        fault=lambda demo: demo.begin("python3", "-c", HOG, server=SERVER),
        undo=lambda demo: demo.end_all(),
        alerts=[Alert("HostMemoryLow", ON_SERVER)],
        page=False,
        seconds=120,
        needs=("servers",),
    ),
    Drill(
        name="disk",
        title="A file system is full",
        fault=fill_disk,
        undo=lambda demo: demo.undo("disk"),
        alerts=[Alert("HostDiskSpaceLow", ON_SERVER)],
        may=["HostDiskFillsSoon"],
        lingers=["HostDiskFillsSoon"],
        page=False,
        seconds=120,
        needs=("disk",),
    ),
    Drill(
        name="inodes",
        title="A file system has room, but for no file",
        fault=fill_inodes,
        undo=lambda demo: demo.undo("inodes"),
        alerts=[Alert("HostInodesLow", ON_SERVER)],
        page=False,
        seconds=120,
        needs=("disk",),
    ),
]
