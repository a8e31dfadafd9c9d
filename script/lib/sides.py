"""The two that are compared, ours and Debian's node_exporter, with flags that mean the same."""

import argparse
import re

from programs import ROOT, Failure, Program, ask, free_port

# Debian changed these defaults of its package; here it gets the project's own back.
UPSTREAM_DEFAULTS = {
    "netdev": [r"--collector.netdev.device-exclude="],
    "filesystem": [
        r"--collector.filesystem.mount-points-exclude="
        r"^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)",
        r"--collector.filesystem.fs-types-exclude="
        r"^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs"
        r"|iso9660|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|erofs"
        r"|squashfs|sysfs|tracefs)$",
    ],
    "diskstats": [
        r"--collector.diskstats.device-exclude=^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\d+n\d+p)\d+$"
    ],
    "textfile": ["--collector.textfile.directory="],
}
# Deprecated upstream; ours does not have them, and says so.
GIVEN_UP = {"ntp", "runit", "supervisord"}


def add_arguments(parser):
    parser.add_argument(
        "--ours",
        metavar="PROGRAM",
        default=str(ROOT / ".build/release/node-exporter"),
        help="our exporter (default: .build/release/node-exporter)",
    )
    parser.add_argument(
        "--peer",
        metavar="PROGRAM",
        default="prometheus-node-exporter",
        help="the one beside it (default: Debian's prometheus-node-exporter)",
    )
    parser.add_argument(
        "--collectors",
        metavar="SET",
        default="default",
        help="'default': what the peer has on by default and ours has too; 'all': everything that"
        " both have; or names with commas (default: default)",
    )
    parser.add_argument(
        "--with-systemd",
        action="store_true",
        help="leave the systemd collector on, which Debian's package turns on (needs systemd's bus)",
    )


def collectors(program):
    """The names of all collectors of a node_exporter and of those that run unasked, from --help."""
    text = ask([program, "--help"])
    every = set(re.findall(r"--(?:\[?no-\]?)?collector\.([a-z0-9_]+)(?![a-z0-9_.=-])", text))
    if not every:
        raise Failure(f"{program} --help names no collectors")
    off = set()
    for name in every:
        # The next flag or the end closes the description.
        described = re.search(rf"--(?:\[no-\])?collector\.{name}(?![a-z0-9_.-])(.*?)(?= --|$)", text)
        if described and re.search("default: disabled|off by default", described[1]):
            off.add(name)
    return every, every - off - {"disable"}


class Sides:
    """Which collectors are compared, and the flags that give each side exactly these."""

    def __init__(self, arguments):
        self.ours, self.peer = arguments.ours, arguments.peer
        ours_all, _ = collectors(self.ours)
        peer_all, peer_on = collectors(self.peer)
        if not arguments.with_systemd:
            ours_all, peer_on = ours_all - {"systemd"}, peer_on - {"systemd"}
        if arguments.collectors == "default":
            wanted = peer_on
        elif arguments.collectors == "all":
            wanted = peer_all - GIVEN_UP
            if not arguments.with_systemd:
                wanted -= {"systemd"}
        else:
            wanted = set(arguments.collectors.split(","))
            if unknown := wanted - (ours_all & peer_all):
                raise Failure(f"not in both: {', '.join(sorted(unknown))}")
        self.compared = sorted(wanted & ours_all)
        self.left_out = sorted(wanted - ours_all)
        if not self.compared:
            raise Failure("the two have no collector in common")

    def flags(self, side):
        flags = ["--collector.disable-defaults"]
        for name in self.compared:
            flags.append(f"--collector.{name}")
            if side == "peer":
                flags += UPSTREAM_DEFAULTS.get(name, [])
        return flags

    def start(self, side, folder, flags=None, cgroups=(), **options):
        """Starts one side on a free port; the program and its port."""
        port = free_port()
        command = [self.ours if side == "ours" else self.peer]
        command += self.flags(side) if flags is None else flags
        command.append(f"--web.listen-address=127.0.0.1:{port}")
        program = Program(side, command, folder / f"{side}-{port}.log", cgroups=cgroups, **options)
        program.wait_for_port(port)
        return program, port

    def versions(self):
        def version(program):
            words = ask([program, "--version"])
            found = re.search(r"(\d+\.\d+[\w.+~-]*)", words)
            return found[1] if found else words[:40]

        return f"ours {version(self.ours)}", f"node_exporter {version(self.peer)}"


def parser(description, epilog=None):
    made = argparse.ArgumentParser(
        description=description, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_arguments(made)
    return made
