import Glibc
import Shared
import Synchronization

/// The files of one container's control groups, kept open between scrapes as far as that may be.
///
/// A file that the kernel does not have is `nil` from the start and never asked for again.
final class CgroupFiles: Sendable {
  let folders: CgroupFolders
  let cpu: CPUFiles
  let memory: MemoryFiles
  let pids: PidsFiles
  let blockIO: BlockIOFiles
  let pressure: PressureFiles
  private let lastLimits = Mutex<KnownLimits?>(nil)

  private struct KnownLimits {
    let limits: CgroupLimits
    /// What the engine says they are, which changes when it changes them.
    let asked: Container.Limits
    let time: ContinuousClock.Instant
  }

  init(_ folders: CgroupFolders, keeping budget: DescriptorBudget) {
    self.folders = folders
    cpu = CPUFiles(folders, budget)
    memory = MemoryFiles(folders, budget)
    pids = PidsFiles(folders, budget)
    blockIO = BlockIOFiles(folders, budget)
    pressure = PressureFiles(folders, budget)
  }

  /// What the container may use; read again when the engine says otherwise, and once a minute, since
  /// others can change it too.
  func limits(asked: Container.Limits) throws -> CgroupLimits {
    let now = ContinuousClock.now
    if let last = lastLimits.withLock({ $0 }), last.asked == asked, now - last.time < .seconds(60) {
      return last.limits
    }
    let limits = try CgroupLimits(folders, pids)
    lastLimits.withLock { $0 = KnownLimits(limits: limits, asked: asked, time: now) }
    return limits
  }
}

extension CgroupFolders.Folder {
  /// A file of the folder; `nil` when there is none.
  func file(_ name: String, _ budget: DescriptorBudget) -> KernelFile? {
    guard has(name) else { return nil }
    return FileTree(root: path, keeping: budget).attribute(name)
  }

  /// The same for one that the kernel gives out in parts.
  func list(_ name: String, _ budget: DescriptorBudget) -> KernelFile? {
    guard has(name) else { return nil }
    return FileTree(root: path, keeping: budget).file(name)
  }

  private func has(_ name: String) -> Bool { unsafe access("\(path)/\(name)", R_OK) == 0 }
}

extension KernelFile {
  /// The number of a file that holds one.
  func count() throws -> UInt64 {
    let file = try read()
    return try parsing {
      var text = TextCursor(file.span)
      return try text.integer()
    }
  }

  /// The number of a file that holds a limit; `nil` for none, which the kernel writes as `max`, as -1
  /// or as the highest number of pages there can be.
  func limit() throws -> UInt64? {
    let file = try read()
    return try parsing {
      var text = TextCursor(file.span)
      return try text.limit()
    }
  }

  /// Reads lines of a name and a number; those that are no such lines are passed over.
  func readFields(_ body: (_ name: borrowing TextCursor, _ value: UInt64) -> Void) throws {
    let file = try read()
    var lines = TextCursor(file.span)
    while var line = lines.nextLine() {
      let name = line.slice()
      if let value = try? line.integer() { body(name, value) }
    }
  }
}

extension TextCursor {
  /// Takes the next field as a limit; see ``Shared/KernelFile/limit()``.
  mutating func limit() throws(ParseError) -> UInt64? {
    skipBlanks()
    if take(prefix: "max") || take(prefix: "-1") { return nil }
    let limit = try integer()
    return limit > 1 << 62 ? nil : limit
  }
}
