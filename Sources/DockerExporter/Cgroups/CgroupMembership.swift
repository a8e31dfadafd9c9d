import Shared

/// The control groups of a process, from `/proc/PID/cgroup`:
///
///     4:cpu,cpuacct:/docker/5f0c…
///     0::/docker/5f0c…
struct CgroupMembership: Equatable {
  struct Entry: Equatable {
    /// Empty for the hierarchy of the second version.
    let controllers: [String]
    let path: String
  }

  private(set) var entries: [Entry] = []

  init(_ file: Span<UInt8>) throws(ParseError) {
    var lines = TextCursor(file)
    while var line = lines.nextLine() {
      _ = line.slice(upTo: ":")
      let controllers = line.field(upTo: ":")
      let path = line.string
      guard path.hasPrefix("/") else { throw ParseError(expected: "a path", found: path) }
      entries.append(
        Entry(controllers: controllers.split(separator: ",").map(String.init), path: path))
    }
  }

  /// The path in the hierarchy of a controller of the first version, or with `nil` of the second.
  func path(of controller: String?) -> String? {
    entries.first { entry in
      controller.map { entry.controllers.contains($0) } ?? entry.controllers.isEmpty
    }?.path
  }
}
