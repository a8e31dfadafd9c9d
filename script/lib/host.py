"""node-exporter beside Debian's node_exporter, with flags that mean the same."""

import re

from programs import Failure, ask
from sides import Sides

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
PERF = (
    "cpucycles instructions branch_instructions branch_misses cache_refs cache_misses ref_cpucycles"
    " stalled_cycles_backend stalled_cycles_frontend page_faults context_switches cpu_migrations"
    " minor_faults major_faults cache_l1d_read_hits cache_l1d_read_misses cache_l1d_write_hits"
    " cache_l1_instr_read_misses cache_tlb_instr_read_hits cache_tlb_instr_read_misses"
    " cache_ll_read_hits cache_ll_read_misses cache_ll_write_hits cache_ll_write_misses"
    " cache_bpu_read_hits cache_bpu_read_misses"
).split()

# Deprecated upstream; ours does not have them, and says so.
GIVEN_UP = {"ntp", "runit", "supervisord"}


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


class Pair(Sides):
    our_name = "node-exporter"
    peer_name = "node_exporter"
    peer_program = "prometheus-node-exporter"

    OWN = (*Sides.OWN, "node_exporter_build_info", "node_exporter_")
    INCOMPARABLE = {
        "node_scrape_collector_duration_seconds": "how long each took",
        "node_procs_running": "each sees itself running",
        "node_procs_blocked": "a moment's count",
        "node_entropy_available_bits": "moves with every reading",
        "node_timex_offset_seconds": "the clock's error of this moment",
        "node_timex_maxerror_seconds": "grows until the clock is set",
        "node_timex_frequency_adjustment_ratio": "the clock's steering of this moment",
        "node_udp_queues": "a moment's queue",
        **{
            f"node_perf_{name}_total": "counted since each of them began"
            for name in PERF
        },
    }
    VOLATILE = (
        "node_load",
        "node_memory_",
        "node_filefd_allocated",
        "node_sockstat_",
        "node_netstat_Tcp_CurrEstab",
        "node_tcp_connection_states",
        "node_filesystem_free_bytes",
        "node_filesystem_avail_bytes",
        "node_filesystem_files_free",
        "node_nf_conntrack_entries",
        "node_disk_io_now",
        "node_processes_",
        "node_cpu_frequency_hertz",
        "node_cpu_scaling_frequency_hertz",
        "node_hwmon_",
        "node_thermal_zone_temp",
        "node_schedstat_",
        "node_cpu_guest_seconds_total",
        "node_buddyinfo_blocks",
        "node_zoneinfo_",
        "node_slabinfo_",
    )
    NEWER_LABELS = {"adminstate", "device_error", "rotational"}

    @classmethod
    def add_arguments(cls, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--collectors",
            metavar="SET",
            default="default",
            help="'default': what the peer has on by default and ours has too; 'all': everything"
            " that both have; or names with commas (default: default)",
        )
        parser.add_argument(
            "--with-systemd",
            action="store_true",
            help="leave the systemd collector on, which Debian's package turns on (needs systemd's"
            " bus)",
        )

    def __init__(self, arguments):
        super().__init__(arguments)
        ours_all, _ = collectors(self.ours)
        peer_all, peer_on = collectors(self.peer)
        if not arguments.with_systemd:
            ours_all, peer_on = ours_all - {"systemd"}, peer_on - {"systemd"}
        if arguments.collectors == "default" and not getattr(arguments, "recorded", False):
            wanted = peer_on
        elif arguments.collectors in ("all", "default"):
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

    def describe(self):
        lines = [f"collectors on both sides ({len(self.compared)}): {' '.join(self.compared)}"]
        if self.left_out:
            lines.append(f"not in ours yet ({len(self.left_out)}): {' '.join(self.left_out)}")
        return lines

    def flags(self, side):
        flags = ["--collector.disable-defaults"]
        for name in self.compared:
            flags.append(f"--collector.{name}")
            if side == "peer":
                flags += UPSTREAM_DEFAULTS.get(name, [])
        return flags

    def unasked_flags(self):
        """Of ours in a comparison: none, so that it shows what it does unasked."""
        is_default = self.arguments.collectors == "default" and not self.arguments.with_systemd
        return [] if is_default else None
