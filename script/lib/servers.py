"""Servers in small: each has its own processes, network, mounts, CPU and memory, as far as this machine
lets a script make them."""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

from cgroup import Cgroup, remove_stale
from programs import Failure, Here, Program, started_at
from server_view import ServerView

MIB = 2**20
# Each server's own file system, which may be filled.
DISK = "/srv"

# What a server begins with. Its processes are numbered anew, what it mounts nobody else sees, and when
# its first process ends, the kernel ends all others and takes mounts and network away.
BEGIN = """
set -e
mount -t proc proc /proc
ip link set lo up 2>/dev/null || true
for file in $VIEW; do mount --bind "$FOLDER/view/$file" "/proc/$file"; done
mkdir -p "$FOLDER/sys"
mount -t sysfs sysfs "$FOLDER/sys"
[ -z "$IMAGE" ] || mount -o loop,nosuid,nodev "$IMAGE" "$DISK"
hostname "$NAME"
: > "$FOLDER/ready"
# Orphans become children of the first process; a shell that waits buries them.
while :; do sleep 3600 & wait; done
"""


class Network:
    """A bridge between this machine and its servers in small."""

    def __init__(self):
        Network.remove_stale()
        for number in range(1, 255):
            self.bridge = f"vigie{number}"
            self.subnet = f"10.77.{number}"
            # The kernel takes its time to remove the cables of a network that has ended.
            if f"{self.subnet}." in _output("ip", "-4", "route") or self.cables():
                continue
            if _ip("link", "add", self.bridge, "type", "bridge"):
                break
        else:
            raise Failure("there is no room for one more bridge: ip link shows those named vigie…")
        # Says whose it is to whoever finds it.
        owner = f"vigie-demo {os.getpid()} {started_at(os.getpid())}"
        if not (
            _ip("link", "set", self.bridge, "alias", owner)
            and _ip("addr", "add", f"{self.address}/24", "dev", self.bridge)
            and _ip("link", "set", self.bridge, "up")
        ):
            self.remove()
            raise Failure(f"cannot bring up the bridge {self.bridge}")

    @property
    def address(self):
        """This machine's own in it."""
        return f"{self.subnet}.1"

    def cable(self, number):
        return f"{self.bridge}-{number}"

    def join(self, pid, number):
        """Gives the network of the process `pid` a cable to the bridge; its address."""
        address, cable = f"{self.subnet}.{number}", self.cable(number)
        inside = ["nsenter", f"--net=/proc/{pid}/ns/net", "ip"]
        for command in (
            ["ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", str(pid)],
            ["ip", "link", "set", cable, "master", self.bridge, "up"],
            [*inside, "addr", "add", f"{address}/24", "dev", "eth0"],
            [*inside, "link", "set", "eth0", "up"],
        ):
            _run(command)
        return address

    def cables(self):
        return [path.name for path in Path("/sys/class/net").glob(f"{self.bridge}-*")]

    def remove(self):
        for cable in self.cables():
            _ip("link", "del", cable)
        _ip("link", "del", self.bridge)

    @staticmethod
    def remove_stale():
        """Removes the bridges of scripts that were killed."""
        for alias in Path("/sys/class/net").glob("vigie*/ifalias"):
            with contextlib.suppress(OSError, ValueError):
                name, pid, started = alias.read_text().split()
                if name == "vigie-demo" and started_at(int(pid)) != started:
                    _ip("link", "del", alias.parent.name)


class Loopback(Here):
    """A server in name only: all of it is this machine."""

    def __init__(self, name, folder):
        self.name = name
        self.folder = folder / "servers" / name
        (self.folder / "textfile").mkdir(parents=True)
        self.cgroup = self.disk = None
        self.cable = None

    @property
    def node_exporter_flags(self):
        return [f"--collector.textfile.directory={self.folder / 'textfile'}"]

    def wrap(self, command):
        """A command line that runs `command` on it."""
        return [str(word) for word in command]

    def close(self):
        pass


class Server(Loopback):
    """A server in namespaces, with an address of its own."""

    def __init__(self, name, folder, network, number, memory=1024 * MIB, cpus=1.0, disk=64 * MIB, files=4096):
        super().__init__(name, folder)
        self.cgroup = Cgroup(f"vigie-demo-{os.getpid()}/{name}", memory, cpus)
        self.cgroups = self.cgroup.folders
        self.view = ServerView(self.folder / "view", self.cgroup)
        image = _disk_image(self.folder, disk, files)
        self.disk = DISK if image else None
        self.init = Program(
            f"the server {name}",
            ["unshare", "--fork", "--kill-child", "--mount", "--uts", "--pid", "--net",
             "--propagation", "private", "sh", "-c", BEGIN],
            self.folder / "server.log",
            environment={
                "FOLDER": str(self.folder), "NAME": name, "VIEW": " ".join(self.view.files),
                "IMAGE": str(image or ""), "DISK": DISK,
            },
            stop_signal=signal.SIGKILL,
        )  # fmt: skip
        self.init.wait_until((self.folder / "ready").exists, "begin")
        # unshare's child is the first process in there.
        self.pid = int(Path(f"/proc/{self.init.pid}/task/{self.init.pid}/children").read_text())
        kinds = {"mount": "mnt", "uts": "uts", "net": "net"}
        self.enter = ["nsenter", *(f"--{flag}=/proc/{self.pid}/ns/{file}" for flag, file in kinds.items())]
        self.address = network.join(self.pid, number)
        self.cable = network.cable(number)

    def port(self, usual):
        return usual

    @contextlib.contextmanager
    def spawning(self):
        """What this thread starts now is numbered among the processes of the server."""
        with open("/proc/thread-self/ns/pid", "rb") as here, open(f"/proc/{self.pid}/ns/pid", "rb") as there:
            _set_namespace(there)
            try:
                yield
            finally:
                _set_namespace(here)

    @property
    def node_exporter_flags(self):
        flags = [*super().node_exporter_flags, f"--path.sysfs={self.folder / 'sys'}"]
        flags.append(f"--collector.filesystem.mount-points-include=^{DISK}$")
        # Of those there is no view of this server alone.
        return flags if self.view.has_pressure else [*flags, "--no-collector.pressure"]

    def wrap(self, command):
        joins = "; ".join(f"echo $$ > {group}/cgroup.procs" for group in self.cgroups)
        inside = [*self.enter, f"--pid=/proc/{self.pid}/ns/pid", "setpriv", "--pdeathsig", "KILL"]
        return ["sh", "-c", f'{joins}; exec "$@"', "sh", *inside, *(str(word) for word in command)]

    def close(self):
        self.view.stop()
        self.init.stop()
        self.cgroup.remove()


def begin_servers(folder, names, larger):
    """The servers by name, as namespaces if that can be; and the network, or None and why there is none.

    `larger` has the keywords of those that need more than the rest.
    """
    reason = _cannot()
    if reason is None:
        remove_stale("vigie-demo")
        try:
            network = Network()
        except Failure as failure:
            reason = str(failure)
    if reason is not None:
        return {name: Loopback(name, folder) for name in names}, None, reason
    servers = {}
    try:
        for number, name in enumerate(names, 2):
            servers[name] = Server(name, folder, network, number, **larger.get(name, {}))
    except BaseException:
        end_servers(servers, network)
        raise
    return servers, network, None


def end_servers(servers, network):
    enders = [threading.Thread(target=server.close) for server in servers.values()]
    for ender in enders:
        ender.start()
    for ender in enders:
        ender.join()
    if network:
        network.remove()


def _cannot():
    """Why there can be no namespaces here, or None."""
    if os.environ.get("VIGIE_DEMO_LOOPBACK"):
        return "VIGIE_DEMO_LOOPBACK is set"
    if os.geteuid() != 0:
        return "only root can make servers of its own"
    for program in ("ip", "nsenter", "unshare", "mount"):
        if not shutil.which(program):
            return f"there is no {program}"
    filters = Path("/proc/sys/net/bridge/bridge-nf-call-iptables")
    if filters.exists() and filters.read_text().strip() != "0":
        if _output("sh", "-c", "iptables -S FORWARD 2>/dev/null").startswith("-P FORWARD DROP"):
            return "this machine drops what passes over its bridges (net.bridge.bridge-nf-call-iptables is 1)"
    command = ["unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "true"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return done.stderr.strip()
    try:
        with tempfile.TemporaryDirectory() as folder:
            group = Cgroup(f"vigie-demo-{os.getpid()}/probe", MIB * 64)
            ServerView(Path(folder) / "view", group).stop()
            group.remove()
    except (Failure, OSError) as error:
        return str(error)
    return None


def _disk_image(folder, size, files):
    """A file system in a file, or None where there cannot be one."""
    image = folder / "disk"
    with open(image, "wb") as file:
        file.truncate(size)
    command = ["mkfs.ext4", "-q", "-F", "-m", "0", "-N", str(files), "-E", "lazy_itable_init=0", str(image)]
    if not Path(DISK).is_dir() or not shutil.which("mkfs.ext4"):
        return None
    if subprocess.run(command, capture_output=True, check=False).returncode != 0:
        return None
    point = folder / "trial"
    point.mkdir()
    # In mounts of its own, which go with it.
    trial = ["unshare", "--mount", "--propagation", "private", "mount", "-o", "loop", image, point]
    return image if subprocess.run(trial, capture_output=True, check=False).returncode == 0 else None


def _set_namespace(file):
    library = ctypes.CDLL(None, use_errno=True)
    if library.setns(file.fileno(), 0) != 0:
        raise Failure(f"cannot enter a namespace: {os.strerror(ctypes.get_errno())}")


def _ip(*words):
    return subprocess.run(["ip", *words], capture_output=True, check=False).returncode == 0


def _output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _run(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Failure(f"{' '.join(command)}: {done.stderr.strip()}")
