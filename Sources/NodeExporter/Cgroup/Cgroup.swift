import Glibc
import Shared

/// One control group: the files that tell what it uses.
///
/// Files of controllers that the group does not have are missing, and may come later.
struct Cgroup: Sendable {
  let path: String
  let labels: Labels
  private let cpu: (file: KernelFile, isUnified: Bool)?
  private let memory: (file: KernelFile, statistics: KernelFile, isUnified: Bool)?
  private let events: KernelFile?
  private let blockIO: (file: KernelFile, fallback: KernelFile?, isUnified: Bool)?
  private let tasks: KernelFile?
  private let pressure: [(resource: Resource, file: KernelFile)]

  enum Resource: String, CaseIterable, Sendable {
    case cpu, io, memory
  }

  init(_ path: String, _ hierarchy: CgroupHierarchy, _ sys: FileTree) {
    self.path = path
    labels = Labels([Label("cgroup", path)])
    func file(_ place: CgroupHierarchy.Place, _ name: String) -> KernelFile {
      sys.attribute("\(place.folder)\(path)/\(name)")
    }
    cpu = hierarchy.cpu.map {
      (file($0, $0.isUnified ? "cpu.stat" : "cpuacct.usage"), $0.isUnified)
    }
    memory = hierarchy.memory.map {
      (
        file($0, $0.isUnified ? "memory.current" : "memory.usage_in_bytes"),
        file($0, "memory.stat"), $0.isUnified
      )
    }
    events = hierarchy.memory.map {
      file($0, $0.isUnified ? "memory.events" : "memory.oom_control")
    }
    blockIO = hierarchy.blockIO.map {
      $0.isUnified
        ? (file($0, "io.stat"), nil, true)
        : (
          file($0, "blkio.throttle.io_service_bytes_recursive"),
          file($0, "blkio.throttle.io_service_bytes"), false
        )
    }
    tasks = hierarchy.pids.map { file($0, "pids.current") }
    pressure =
      hierarchy.unified.map { place in
        Resource.allCases.map { ($0, file(place, "\($0.rawValue).pressure")) }
      } ?? []
  }

  /// What decides whether there is room for the group: seconds of processors and bytes of memory.
  func weight(noting losses: inout Losses) -> (cpu: Double?, memory: UInt64?) {
    let cpu: Double? = cpu.flatMap { cpu in
      if !cpu.isUnified { return Self.number(cpu.file, noting: &losses).map { Double($0) / 1e9 } }
      return Self.fields(cpu.file, ["usage_usec"], noting: &losses)["usage_usec"].map {
        Double($0) / 1e6
      }
    }
    return (cpu, memory.flatMap { Self.number($0.file, noting: &losses) })
  }

  /// The rest of it.
  func reading(noting losses: inout Losses) -> Reading {
    var reading = Reading()
    if let memory {
      let key = memory.isUnified ? "anon" : "total_rss"
      reading.anonymous = Self.fields(memory.statistics, [key], noting: &losses)[key]
    }
    if let events {
      reading.kills = Self.fields(events, ["oom_kill"], noting: &losses)["oom_kill"]
    }
    if let tasks { reading.tasks = Self.number(tasks, noting: &losses) }
    if let blockIO {
      losses.noting { reading.transfer = try Self.transfer(blockIO) }
    }
    for (resource, file) in pressure {
      losses.noting {
        guard let contents = try Self.contents(of: file) else { return }
        reading.pressure[resource] = try file.parsing { try Pressure(contents.span) }
      }
    }
    return reading
  }

  struct Reading {
    var anonymous: UInt64?
    var kills: UInt64?
    var tasks: UInt64?
    var transfer: (read: UInt64, written: UInt64)?
    var pressure: [Resource: Pressure] = [:]
  }
}

// MARK: - Files

extension Cgroup {
  /// `nil` where the group is gone or does not have the file, or the kernel does not count it.
  private static func contents(of file: KernelFile) throws(SystemError) -> [UInt8]? {
    do throws(SystemError) {
      return try file.read()
    } catch {
      if error.isNotFound || error.code == EOPNOTSUPP { return nil }
      throw error
    }
  }

  private static func number(_ file: KernelFile, noting losses: inout Losses) -> UInt64? {
    var number: UInt64?
    losses.noting {
      guard let contents = try contents(of: file) else { return }
      try file.parsing {
        var text = TextCursor(contents.span)
        number = try text.integer()
      }
    }
    return number
  }

  /// Those of lines of a name and a number that are asked for.
  private static func fields(
    _ file: KernelFile, _ names: Set<String>, noting losses: inout Losses
  ) -> [String: UInt64] {
    var found: [String: UInt64] = [:]
    losses.noting {
      guard let contents = try contents(of: file) else { return }
      try file.parsing {
        var lines = TextCursor(contents.span)
        while found.count < names.count, var line = lines.nextLine() {
          let name = line.field()
          if names.contains(name) { found[name] = try line.integer() }
        }
      }
    }
    return found
  }

  private static func transfer(
    _ source: (file: KernelFile, fallback: KernelFile?, isUnified: Bool)
  ) throws -> (read: UInt64, written: UInt64)? {
    var file = source.file
    var contents = try contents(of: file)
    if contents == nil, let fallback = source.fallback {
      file = fallback
      contents = try Self.contents(of: file)
    }
    guard let contents else { return nil }
    return try file.parsing {
      source.isUnified
        ? try Transfer.second(contents.span) : try Transfer.first(contents.span)
    }
  }
}

/// Bytes read and written of all disks.
enum Transfer {
  /// Reads lines of `8:0 rbytes=4096 wbytes=0 rios=1 …`.
  static func second(_ file: Span<UInt8>) throws(ParseError) -> (read: UInt64, written: UInt64) {
    var sums: (read: UInt64, written: UInt64) = (0, 0)
    var lines = TextCursor(file)
    while var line = lines.nextLine() {
      line.skip()
      while !line.isAtEnd {
        var field = line.slice()
        if field.take(prefix: "rbytes=") { sums.read &+= try field.integer() }
        if field.take(prefix: "wbytes=") { sums.written &+= try field.integer() }
        line.skipBlanks()
      }
    }
    return sums
  }

  /// Reads lines of `8:0 Read 4096`, behind which is the sum over all disks.
  static func first(_ file: Span<UInt8>) throws(ParseError) -> (read: UInt64, written: UInt64) {
    var sums: (read: UInt64, written: UInt64) = (0, 0)
    var lines = TextCursor(file)
    while var line = lines.nextLine() {
      line.skip()
      let operation = line.slice()
      if operation.equals("Read") { sums.read &+= try line.integer() }
      if operation.equals("Write") { sums.written &+= try line.integer() }
    }
    return sums
  }
}
