"""The host of Tests/Recorded/host.txt as a folder, with a device of every kind."""

from pathlib import Path

from programs import ROOT

ARCHIVE = ROOT / "Tests/Recorded/host.txt"

# What collectors do not do unasked, for both sides.
FLAGS = [
    "--collector.bcache.priorityStats",
    "--collector.cpu.info",
    "--collector.stat.softirq",
    "--collector.sysctl.include=kernel.threads-max",
    "--collector.sysctl.include=fs.file-nr",
    "--collector.sysctl.include-info=kernel.seccomp.actions_avail",
]


def unpack(folder):
    """Makes the folder; "== PATH" begins a file, "== PATH -> TARGET" is a link."""
    folder = Path(folder)
    file = None
    with open(ARCHIVE, encoding="utf-8") as archive:
        for line in archive:
            if line.startswith("== "):
                if file:
                    file.close()
                    file = None
                name, arrow, target = line[3:-1].partition(" -> ")
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                if arrow:
                    path.symlink_to(target)
                else:
                    file = open(path, "w", encoding="utf-8")
            elif file:
                file.write(line)
    if file:
        file.close()


def paths(folder):
    """Flags of both sides."""
    return [
        f"--path.procfs={folder}/proc",
        f"--path.sysfs={folder}/sys",
        f"--path.rootfs={folder}",
        f"--path.udev.data={folder}/udev/data",
    ]
