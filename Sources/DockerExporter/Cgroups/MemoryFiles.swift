import Shared

/// Where a ``MemoryReading`` comes from: `memory.*` of the first version or of the second.
struct MemoryFiles: Sendable {
  private let isUnified: Bool
  private let usage: KernelFile?
  private let maximum: KernelFile?
  private let stat: KernelFile?
  private let kernel: KernelFile?
  private let swap: KernelFile?
  private let failures: KernelFile?
  private let events: KernelFile?

  init(_ folders: CgroupFolders, _ budget: DescriptorBudget) {
    let folder = folders.memory
    func file(_ first: String?, _ second: String?) -> KernelFile? {
      (folder?.isUnified == true ? second : first).flatMap { folder?.file($0, budget) }
    }
    isUnified = folder?.isUnified ?? false
    usage = file("memory.usage_in_bytes", "memory.current")
    maximum = file("memory.max_usage_in_bytes", "memory.peak")
    stat = file("memory.stat", "memory.stat")
    // The second version has it in `memory.stat`, the first has swap there.
    kernel = file("memory.kmem.usage_in_bytes", nil)
    swap = file(nil, "memory.swap.current")
    failures = file("memory.failcnt", nil)
    events = file("memory.oom_control", "memory.events")
  }

  /// `nil` where memory is not accounted for.
  func read() throws -> MemoryReading? {
    guard let usage else { return nil }
    var reading = MemoryReading()
    reading.usage = try usage.count()
    reading.maximum = try maximum?.count()
    reading.kernel = try kernel?.count()
    reading.swap = try swap?.count()
    reading.limitHits = try failures?.count()
    try events?.readFields { name, count in
      if name.equals("oom_kill") { reading.oomKills = count }
      if name.equals("max") { reading.limitHits = count }
      if name.equals("high") { reading.highEvents = count }
    }
    if isUnified {
      try stat?.readFields { reading.readSecond($0, $1) }
      reading.ownFaults = reading.allFaults
    } else {
      try stat?.readFields { reading.readFirst($0, $1) }
    }
    return reading
  }
}

extension MemoryReading {
  /// A line of `memory.stat` of the first version, where those of the group alone have no prefix.
  fileprivate mutating func readFirst(_ name: borrowing TextCursor, _ value: UInt64) {
    guard name.bytes.count > 6, name.bytes[0] == UInt8(ascii: "t") else {
      if name.equals("pgfault") { ownFaults.minor = value }
      if name.equals("pgmajfault") { ownFaults.major = value }
      return
    }
    if name.equals("total_cache") { cache = value }
    if name.equals("total_rss") { rss = value }
    if name.equals("total_mapped_file") { mappedFile = value }
    if name.equals("total_swap") { swap = value }
    if name.equals("total_active_file") { activeFile = value }
    if name.equals("total_inactive_file") { inactiveFile = value }
    if name.equals("total_dirty") { dirtyFile = value }
    if name.equals("total_writeback") { writebackFile = value }
    if name.equals("total_pgfault") { allFaults.minor = value }
    if name.equals("total_pgmajfault") { allFaults.major = value }
    if name.equals("total_workingset_refault_file") { refaultedFile = value }
    if name.equals("total_workingset_refault_anon") { refaultedAnonymous = value }
  }

  fileprivate mutating func readSecond(_ name: borrowing TextCursor, _ value: UInt64) {
    if name.equals("file") { cache = value }
    if name.equals("anon") { rss = value }
    if name.equals("file_mapped") { mappedFile = value }
    if name.equals("kernel") { kernel = value }
    if name.equals("active_file") { activeFile = value }
    if name.equals("inactive_file") { inactiveFile = value }
    if name.equals("file_dirty") { dirtyFile = value }
    if name.equals("file_writeback") { writebackFile = value }
    if name.equals("pgfault") { allFaults.minor = value }
    if name.equals("pgmajfault") { allFaults.major = value }
    if name.equals("pgscan") { scanned = value }
    if name.equals("pgsteal") { stolen = value }
    if name.equals("workingset_refault_file") { refaultedFile = value }
    if name.equals("workingset_refault_anon") { refaultedAnonymous = value }
  }
}
