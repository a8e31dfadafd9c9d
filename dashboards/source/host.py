"""One server: what it has, how much of it is in use, and what stands in whose way."""

from blocks import *
from blocks.states import SERVER_WORDS, server

HERE = 'server="$server", instance=~"$instance"'
# What people fill, as the rules have it: no memory, and none of what the system mounts for itself.
DISKS = f'{HERE}, fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|fuse.*", mountpoint!~"/(dev|proc|run|sys)($|/).*"'
WIRES = f'{HERE}, device!~"lo|veth.*|ifb.*|docker.*|br-.*"'

# Idle time is counted in ticks, so that a rate of it may pass all of the time by a little.
CPU = f'clamp_min(1 - avg by (server) (rate(node_cpu_seconds_total{{mode="idle", {HERE}}}{RATE})), 0)'
MEMORY = f"1 - node_memory_MemAvailable_bytes{{{HERE}}} / node_memory_MemTotal_bytes{{{HERE}}}"
SPACE = f"1 - node_filesystem_avail_bytes{{{DISKS}}} / node_filesystem_size_bytes{{{DISKS}}}"
LEFT = f"node_filesystem_avail_bytes{{{DISKS}}}"
DAY = 86400
FILES = f"1 - node_filesystem_files_free{{{DISKS}}} / (node_filesystem_files{{{DISKS}}} > 0)"


def waiting(resource, kind="waiting"):
    return over(f"rate(node_pressure_{resource}_{kind}_seconds_total{{{HERE}}}{RATE})", resource)


def board():
    host = Board(
        HOST, "What a server has, how much of it is in use, and what stands in the way.", MONITORING,
        variables=[server_variable("node_uname_info", several=False, everything=False), instance_variable("node_uname_info")],
        alerts='server="$server"',
    )  # fmt: skip
    host.row(
        4,
        tile(4, "State", "SILENT: it answers a ping, but its exporter is not scraped. DOWN: neither.",
             now(server('server="$server"')), SERVER_WORDS),
        stat(4, "Up for", "Time since the system was started.", "s",
             now(f"node_time_seconds{{{HERE}}} - node_boot_time_seconds{{{HERE}}}"), decimals=1),
        percent_gauge(4, "CPU", "Share of all processors' time that is in use.", now(f"max({CPU})")),
        percent_gauge(4, "Memory", "Share of memory that no process could have at once; caches count as free.",
                      now(f"max({MEMORY})")),
        percent_gauge(4, "Fullest file system", "Space in use, of what users may have; the fullest one.",
                      now(f"max({SPACE})")),
        percent_gauge(4, "Most files", "Inodes in use: without any, nothing can be written though there is space.",
                      now(f"max({FILES})")),
    )  # fmt: skip
    host.heading("Processors and memory")
    host.row(
        7,
        timeseries(8, "CPU by what it does", "Share of all processors' time; steal is what other machines took.",
                   "percentunit",
                   over(f'avg by (server, mode) (rate(node_cpu_seconds_total{{mode!="idle", {HERE}}}{RATE}))',
                        "{{mode}}"), stacked=True, high=1),
        timeseries(8, "Load for each processor", "Processes that run or wait, for each processor; over 1 they wait for each other.",
                   "short",
                   over(f"node_load1{{{HERE}}} / on (instance) count by (instance) (node_cpu_online{{{HERE}}} == 1)",
                        "load"), thresholds=rising(1.5, 3)),
        timeseries(8, "Memory in use", "Of all memory, without caches that would be given up.", "percentunit",
                   over(MEMORY, "in use"), thresholds=rising(0.85, 0.95), high=1),
    )  # fmt: skip
    host.row(
        7,
        timeseries(8, "Somebody waits (pressure)", "Share of time in which at least one process waited for the resource.",
                   "percentunit", waiting("cpu"), waiting("memory"), waiting("io"), thresholds=rising(0.4, 0.8)),
        timeseries(8, "Swapping", "Pages that came from swap or went there: memory is short.", "pps",
                   over(f"rate(node_vmstat_pswpin{{{HERE}}}{RATE})", "in"),
                   over(f"rate(node_vmstat_pswpout{{{HERE}}}{RATE})", "out"), thresholds=rising(100, 1000)),
        timeseries(8, "Processes killed for want of memory", "The kernel killed them to have memory again.", "short",
                   over(f"increase(node_vmstat_oom_kill{{{HERE}}}{RATE})", "killed"), thresholds=none_is_well(), decimals=0),
    )  # fmt: skip
    host.heading("Disks")
    host.row(
        7,
        bars(8, "Space in use", "Of what users may have, by file system.", "percentunit",
             now(SPACE, "{{mountpoint}}"), thresholds=rising(0.8, 0.9), high=1, decimals=0),
        timeseries(8, "Space left", "What users may still write.", "bytes",
                   over(LEFT, "{{mountpoint}}")),
        stat(8, "Full within", "At the pace of the last half hour, the first file system that will be.", "s",
             now(f"min by (server) (({LEFT} / (-deriv({LEFT}[30m]) > 0)) < {DAY} or {DAY} + 0 * {LEFT})"),
             thresholds=falling(4 * 3600, 3600), mappings=words((DAY, "not within a day", GOOD))),
    )  # fmt: skip
    host.row(
        7,
        timeseries(8, "Disks are busy", "Share of time in which a disk had something to do.", "percentunit",
                   over(f"rate(node_disk_io_time_seconds_total{{{HERE}}}{RATE})", "{{device}}"),
                   thresholds=rising(0.7, 0.95), high=1),
        timeseries(8, "Read and written", "Bytes that disks moved.", "Bps",
                   over(f"rate(node_disk_read_bytes_total{{{HERE}}}{RATE})", "{{device}} read"),
                   over(f"rate(node_disk_written_bytes_total{{{HERE}}}{RATE})", "{{device}} written")),
        stat(8, "File systems that cannot be written or read", "Mounted read-only though they were not meant to be, or with an error of the device.",
             "none",
             now(f"sum(node_filesystem_device_error{{{DISKS}}}) + sum(node_filesystem_readonly{{{DISKS}}})"),
             thresholds=none_is_well(), mappings=none_word()),
    )  # fmt: skip
    host.heading("Network and services")
    host.row(
        7,
        timeseries(8, "Traffic", "Bytes by network interface.", "Bps",
                   over(f"rate(node_network_receive_bytes_total{{{WIRES}}}{RATE})", "{{device}} in"),
                   over(f"rate(node_network_transmit_bytes_total{{{WIRES}}}{RATE})", "{{device}} out")),
        timeseries(8, "Connections", "Connections opened to this server, each second, and those that stand: a flood of requests is seen here.",
                   "short",
                   over(f"rate(node_netstat_Tcp_PassiveOpens{{{HERE}}}{RATE})", "opened each second"),
                   over(f"node_netstat_Tcp_CurrEstab{{{HERE}}}", "established")),
        timeseries(8, "Lost and refused", "Packets dropped or broken, and connections that a full queue refused.", "pps",
                   over(f"sum by (server) (rate(node_network_receive_drop_total{{{WIRES}}}{RATE}) + rate(node_network_receive_errs_total{{{WIRES}}}{RATE}))", "packets"),
                   over(f"rate(node_netstat_TcpExt_ListenOverflows{{{HERE}}}{RATE})", "connections"),
                   thresholds=rising(1, 50)),
    )  # fmt: skip
    host.row(
        6,
        table(16, "Services that should run and do not", "Units of systemd that are expected, or enabled and long-running, and are not active.",
              [rows(f"max by (server, name) (node_systemd_unit_expected_active{{{HERE}}} == 0"
                    f" or -1 * (node_uname_info{{{HERE}}} unless on (instance) node_systemd_unit_expected_active))")],
              {"server": "Server", "name": "Unit", "Value": "State"}, mappings=state_words("UP", "STOPPED"), empty="none"),
        stat(8, "Expected services", "Units of systemd that are watched; without the collector systemd there are none.", "none",
             now(f"count by (server) (node_systemd_unit_expected_active{{{HERE}}}) or 0 * max by (server) (node_uname_info{{{HERE}}})"),
             mappings=words((0, "none watched", UNKNOWN)), to=MONITORING),
    )  # fmt: skip
    return host
