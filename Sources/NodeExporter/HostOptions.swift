import ArgumentParser

/// The flags of the collectors, each group declared in its collector's file.
struct HostOptions: ParsableArguments, Sendable {
  @OptionGroup(title: "arp") var arp: ArpCollector.Options
  @OptionGroup(title: "bcache") var bcache: BcacheCollector.Options
  @OptionGroup(title: "cgroup") var cgroup: CgroupCollector.Options
  @OptionGroup(title: "cpu") var cpu: CPUCollector.Options
  @OptionGroup(title: "diskstats") var diskstats: DiskstatsCollector.Options
  @OptionGroup(title: "ethtool") var ethtool: EthtoolCollector.Options
  @OptionGroup(title: "filesystem") var filesystem: FilesystemOptions
  @OptionGroup(title: "hwmon") var hwmon: HwmonCollector.Options
  @OptionGroup(title: "interrupts") var interrupts: InterruptsCollector.Options
  @OptionGroup(title: "ipvs") var ipvs: IPVSCollector.Options
  @OptionGroup(title: "netclass") var netclass: NetclassCollector.Options
  @OptionGroup(title: "netdev") var netdev: NetdevCollector.Options
  @OptionGroup(title: "netstat") var netstat: NetstatCollector.Options
  @OptionGroup(title: "pcidevice") var pciDevice: PCIDeviceCollector.Options
  @OptionGroup(title: "perf") var perf: PerfOptions
  @OptionGroup(title: "powersupplyclass") var powerSupply: PowerSupplyCollector.Options
  @OptionGroup(title: "processes") var processes: ProcessesCollector.Options
  @OptionGroup(title: "qdisc") var qdisc: QdiscCollector.Options
  @OptionGroup(title: "rapl") var rapl: RAPLCollector.Options
  @OptionGroup(title: "slabinfo") var slabinfo: SlabinfoCollector.Options
  @OptionGroup(title: "stat") var stat: StatCollector.Options
  @OptionGroup(title: "sysctl") var sysctl: SysctlCollector.Options
  @OptionGroup(title: "systemd") var systemd: SystemdOptions
  @OptionGroup(title: "tapestats") var tapestats: TapestatsCollector.Options
  @OptionGroup(title: "textfile") var textfile: TextfileOptions
  @OptionGroup(title: "vmstat") var vmstat: VmstatCollector.Options
}
