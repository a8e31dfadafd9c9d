import ArgumentParser

/// The flags of the collectors, each group declared in its collector's file.
struct HostOptions: ParsableArguments, Sendable {
  @OptionGroup var filesystem: FilesystemOptions
  @OptionGroup var systemd: SystemdOptions
}
