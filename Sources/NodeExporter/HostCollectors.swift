import Logging
import Shared

/// What a collector of the host is made from.
struct Host: Sendable {
  let paths: HostPaths
  let options: HostOptions
  let log: Logger
}

/// Every collector, in the order in which its metrics are served. A new one is a file in
/// `Collectors/` and a line here; one with flags also has a line in ``HostOptions``.
enum HostCollectors: CollectorCatalog, Sendable {
  static let all: [CollectorEntry<Host, any Collector>] = [
    .on("arp", "IPv4 neighbours by device.") { try ArpCollector($0.paths, $0.options.arp) },
    .on("bcache", "Disks that are caches of slower disks.") {
      BcacheCollector($0.paths, $0.options.bcache)
    },
    .on("bcachefs", "File systems of bcachefs.") { BcachefsCollector($0.paths) },
    .on("bonding", "Network devices that stand for several others.") { BondingCollector($0.paths) },
    .on("btrfs", "Space of file systems of Btrfs.") { BtrfsCollector($0.paths) },
    .off("buddyinfo", "Free blocks of memory by their size.") { BuddyinfoCollector($0.paths) },
    .off("cgroup", "What services, sessions and containers use.") {
      try CgroupCollector($0.paths, $0.options.cgroup)
    },
    .off("cgroups", "How many control groups each controller has.") { CgroupsCollector($0.paths) },
    .on("conntrack", "The table of tracked connections.") { ConntrackCollector($0.paths) },
    .on("cpu", "Seconds the processors spent in each mode.") {
      try CPUCollector($0.paths, $0.options.cpu)
    },
    .off("cpu_vulnerabilities", "Faults that processors are known for.") {
      CPUVulnerabilitiesCollector($0.paths)
    },
    .on("cpufreq", "At which frequencies the processors run.") { CPUFrequencyCollector($0.paths) },
    .on("diskstats", "Disk input and output.") {
      try DiskstatsCollector($0.paths, $0.options.diskstats)
    },
    .on("dmi", "What the machine and its firmware are.") { DMICollector($0.paths) },
    .on("dmmultipath", "Disks that can be reached by several ways.") {
      DMMultipathCollector($0.paths)
    },
    .off("drbd", "Disks that are mirrored over the network.") { DRBDCollector($0.paths) },
    .off("drm", "Graphics cards of AMD.") { DRMCollector($0.paths) },
    .on("edac", "Errors that memory controllers found.") { EDACCollector($0.paths) },
    .on("entropy", "The random number generator.") { EntropyCollector($0.paths) },
    .off("ethtool", "What the drivers of network devices count, and what their ports can do.") {
      try EthtoolCollector($0.paths, $0.options.ethtool)
    },
    .on("fibrechannel", "Adapters for Fibre Channel.") { FibreChannelCollector($0.paths) },
    .on("filefd", "Open files of the system.") { FilefdCollector($0.paths) },
    .on("filesystem", "Space and files of mounted file systems.") {
      try FilesystemCollector($0.paths, $0.options.filesystem, $0.log)
    },
    .on("hwmon", "Temperatures, fans, voltages and what else chips measure.") {
      try HwmonCollector($0.paths, $0.options.hwmon)
    },
    .on("infiniband", "Adapters for InfiniBand.") { InfinibandCollector($0.paths) },
    .off("interrupts", "Interrupts by processor and source.") {
      try InterruptsCollector($0.paths, $0.options.interrupts)
    },
    .on("ipvs", "The load balancer of the kernel.") {
      try IPVSCollector($0.paths, $0.options.ipvs)
    },
    .on("kernel_hung", "Tasks that hung.") { KernelHungCollector($0.paths) },
    .off("ksmd", "Pages that are merged because they are the same.") { KsmdCollector($0.paths) },
    .off("lnstat", "What network caches count on each processor.") { LnstatCollector($0.paths) },
    .on("loadavg", "Load averages.") { LoadavgCollector($0.paths) },
    .off("logind", "Who is logged in.") { _ in LogindCollector() },
    .on("mdadm", "Software RAIDs.") { MdadmCollector($0.paths) },
    .on("meminfo", "Memory statistics.") { MeminfoCollector($0.paths) },
    .off("meminfo_numa", "Memory of each node of the machine.") { MeminfoNumaCollector($0.paths) },
    .off("mountstats", "What file systems from NFS servers did.") {
      MountstatsCollector($0.paths)
    },
    .on("netclass", "Properties of network devices.") {
      try NetclassCollector($0.paths, $0.options.netclass)
    },
    .on("netdev", "Traffic of network devices.") {
      try NetdevCollector($0.paths, $0.options.netdev)
    },
    .on("netstat", "Counters of the network protocols.") {
      try NetstatCollector($0.paths, $0.options.netstat)
    },
    .off("network_route", "The routing tables.") { _ in NetworkRouteCollector() },
    .on("nfs", "Requests that this host made to NFS servers.") { NFSCollector($0.paths) },
    .on("nfsd", "Requests that this host answered as an NFS server.") { NFSDCollector($0.paths) },
    .on("nvme", "NVMe controllers and what is on them.") { NVMeCollector($0.paths) },
    .off("nvmesubsystem", "NVMe storage that several controllers lead to.") {
      NVMeSubsystemCollector($0.paths)
    },
    .on("os", "Name and version of the operating system.") { OSCollector($0.paths) },
    .off("pcidevice", "Devices on PCI buses.") {
      PCIDeviceCollector($0.paths, $0.options.pciDevice)
    },
    .off("perf", "What processors and the kernel count on each processor.") {
      try PerfCollector($0.paths, $0.options.perf)
    },
    .on("powersupplyclass", "Batteries and mains.") {
      try PowerSupplyCollector($0.paths, $0.options.powerSupply)
    },
    .on("pressure", "Time that tasks waited for CPU, memory and I/O.") {
      PressureCollector($0.paths)
    },
    .off("processes", "Processes and threads by state, and which commands use most.") {
      ProcessesCollector($0.paths, top: $0.options.processes.top)
    },
    .off("qdisc", "Packets that wait to be sent, by network device.") {
      try QdiscCollector($0.options.qdisc)
    },
    .on("rapl", "Energy that parts of the processors used.") {
      RAPLCollector($0.paths, $0.options.rapl)
    },
    .on("schedstat", "Statistics of the scheduler.") { SchedstatCollector($0.paths) },
    .on("selinux", "Whether SELinux is on and what it does.") { SelinuxCollector($0.paths) },
    .off("slabinfo", "The caches of the kernel's allocator.") {
      try SlabinfoCollector($0.paths, $0.options.slabinfo)
    },
    .on("sockstat", "Sockets in use.") { SockstatCollector($0.paths) },
    .off("softirqs", "Soft interrupts by processor.") { SoftirqsCollector($0.paths) },
    .on("softnet", "Packets processed and dropped by each CPU.") { SoftnetCollector($0.paths) },
    .on("stat", "Interrupts, context switches, forks and the boot time.") {
      StatCollector($0.paths, $0.options.stat)
    },
    .off("swap", "Each place that memory is swapped to.") { SwapCollector($0.paths) },
    .off("sysctl", "Settings of the kernel that are asked for by name.") {
      try SysctlCollector($0.paths, $0.options.sysctl)
    },
    .off("systemd", "States of systemd's units.") { try SystemdCollector($0.options.systemd) },
    .on("tapestats", "What tape drives read and wrote.") {
      try TapestatsCollector($0.paths, $0.options.tapestats)
    },
    .off("tcpstat", "TCP connections by state.") { _ in TCPStatCollector() },
    .on("textfile", "Metrics that scripts leave in *.prom files.") {
      TextfileCollector.make($0.options.textfile, $0.log)
    },
    .on("thermal_zone", "Temperatures and coolers of the machine.") {
      ThermalZoneCollector($0.paths)
    },
    .on("time", "The time, its zone and the clock's sources.") { TimeCollector($0.paths) },
    .on("timex", "How well the clock is kept.") { _ in TimexCollector() },
    .on("udp_queues", "Bytes in the queues of UDP sockets.") { UDPQueuesCollector($0.paths) },
    .on("uname", "Name and release of the kernel.") { _ in UnameCollector() },
    .on("vmstat", "Counters of virtual memory.") {
      try VmstatCollector($0.paths, $0.options.vmstat)
    },
    .on("watchdog", "Timers that restart a machine which no longer answers.") {
      WatchdogCollector($0.paths)
    },
    .off("wifi", "Devices of wireless networks.") { _ in WifiCollector() },
    .off("xfrm", "Packets that IPsec dropped.") { XfrmCollector($0.paths) },
    .on("xfs", "What XFS does on each device.") { XFSCollector($0.paths) },
    .on("zfs", "What ZFS counts.") { ZFSCollector($0.paths) },
    .off("zoneinfo", "Pages of each zone of memory.") { ZoneinfoCollector($0.paths) },
  ]

  static let missing = Dictionary(
    uniqueKeysWithValues: ["ntp", "runit", "supervisord"].map {
      ($0, "is deprecated by node_exporter; leave it out")
    })
}
