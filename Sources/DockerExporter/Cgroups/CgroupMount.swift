import Shared

/// A place where a hierarchy of control groups is mounted, from a line of `/proc/PID/mountinfo`:
///
///     36 31 0:33 / /sys/fs/cgroup/cpu,cpuacct rw,relatime - cgroup cgroup rw,cpu,cpuacct
struct CgroupMount: Sendable, Equatable {
  /// Whether it is the hierarchy of the second version, which is one for all controllers.
  let isUnified: Bool
  /// The options of the hierarchy; of the first version, its controllers are among them.
  let options: [String]
  /// Which part of the hierarchy is mounted; `/` for all of it.
  let root: String
  let point: String

  /// - Returns: `nil` for a mount of another kind.
  init?(_ line: inout TextCursor) throws(ParseError) {
    line.skip(fields: 3)
    let root = String(resolvingOctal: line.slice().bytes)
    let point = String(resolvingOctal: line.slice().bytes)
    line.skip()
    repeat {
      if line.isAtEnd { throw ParseError(expected: "a dash after the optional fields", found: "") }
    } while !line.slice().equals("-")
    let type = line.slice()
    guard type.equals("cgroup") || type.equals("cgroup2") else { return nil }
    isUnified = type.equals("cgroup2")
    self.root = root
    self.point = point
    line.skip()
    options = line.field().split(separator: ",").map(String.init)
  }

  /// The mounts of control groups in a `mountinfo`.
  static func all(in file: Span<UInt8>) throws(ParseError) -> [CgroupMount] {
    var mounts: [CgroupMount] = []
    var lines = TextCursor(file)
    while var line = lines.nextLine() {
      if let mount = try CgroupMount(&line) { mounts.append(mount) }
    }
    return mounts
  }
}
