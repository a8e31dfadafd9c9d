import ArgumentParser
import Shared

/// The flags of the filesystem collector.
struct FilesystemOptions: ParsableArguments, Sendable {
  static let defaultPointsExclude =
    "^/(dev|proc|run/credentials/.+|sys|var/lib/docker/.+|var/lib/containers/storage/.+)($|/)"
  static let defaultTypesExclude =
    "^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|fusectl|hugetlbfs|iso9660"
    + "|mqueue|nsfs|overlay|proc|procfs|pstore|rpc_pipefs|securityfs|selinuxfs|squashfs|erofs|sysfs"
    + "|tracefs)$"

  @Option(
    name: [
      .customLong("collector.filesystem.mount-points-exclude"),
      .customLong("collector.filesystem.ignored-mount-points"),
    ],
    help: ArgumentHelp(
      "Pattern of mount points to leave out (default: \(defaultPointsExclude)).",
      valueName: "regex"))
  var pointsExclude: String?

  @Option(
    name: .customLong("collector.filesystem.mount-points-include"),
    help: ArgumentHelp("Pattern of the only mount points to report.", valueName: "regex"))
  var pointsInclude: String?

  @Option(
    name: [
      .customLong("collector.filesystem.fs-types-exclude"),
      .customLong("collector.filesystem.ignored-fs-types"),
    ],
    help: ArgumentHelp(
      "Pattern of file system types to leave out (default: \(defaultTypesExclude)).",
      valueName: "regex"))
  var typesExclude: String?

  @Option(
    name: .customLong("collector.filesystem.fs-types-include"),
    help: ArgumentHelp("Pattern of the only file system types to report.", valueName: "regex"))
  var typesInclude: String?

  @Option(
    name: .customLong("collector.filesystem.mount-timeout"),
    help: ArgumentHelp(
      "How long a mount may take to answer.", valueName: "duration", visibility: .hidden),
    transform: { try Duration(flag: $0) })
  var mountTimeout: Duration = .seconds(5)

  /// Accepted for the sake of existing unit files: a thread is added when one is needed.
  @Option(
    name: .customLong("collector.filesystem.stat-workers"),
    help: ArgumentHelp("No effect.", valueName: "count", visibility: .hidden))
  var statWorkers = 4

  func validate() throws {
    _ = try points()
    _ = try types()
  }

  /// Which mount points are wanted.
  func points() throws(FlagError) -> NameFilter {
    try Self.filter(
      "collector.filesystem.mount-points", pointsInclude, pointsExclude, Self.defaultPointsExclude)
  }

  /// Which types are wanted.
  func types() throws(FlagError) -> NameFilter {
    try Self.filter(
      "collector.filesystem.fs-types", typesInclude, typesExclude, Self.defaultTypesExclude)
  }

  /// The default holds where no pattern was given: an empty one is none. Only the exclude pattern
  /// itself can be empty to turn the default off.
  private static func filter(
    _ flag: String, _ include: String?, _ exclude: String?, _ defaultExclude: String
  ) throws(FlagError) -> NameFilter {
    let isIncluded = include?.isEmpty == false
    return try NameFilter(
      exclusiveFlag: flag, include: include,
      exclude: exclude ?? (isIncluded ? nil : defaultExclude))
  }
}
