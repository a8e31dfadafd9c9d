import ArgumentParser

/// The flags of the collectors, each group declared in its collector's file.
struct HostOptions: ParsableArguments, Sendable {
  @OptionGroup(title: "filesystem") var filesystem: FilesystemOptions
  @OptionGroup(title: "netstat") var netstat: NetstatCollector.Options
  @OptionGroup(title: "stat") var stat: StatCollector.Options
  @OptionGroup(title: "vmstat") var vmstat: VmstatCollector.Options
}
