import Shared

/// What a container may use, as its control group has it.
struct CgroupLimits: Sendable, Equatable {
  /// Bytes; zero for no limit, as cAdvisor has it, `nil` where the kernel does not tell.
  var memory: UInt64?
  /// Bytes, with memory in the first version and without it in the second.
  var swap: UInt64?
  /// Bytes.
  var memoryReservation: UInt64?
  /// Microseconds.
  var cpuPeriod: UInt64?
  /// Microseconds within a period; `nil` for no quota.
  var cpuQuota: UInt64?
  /// `nil` in the second version, which has weights instead.
  var cpuShares: UInt64?
  /// Processes and threads.
  var tasks: UInt64?

  /// Reads them once; they seldom change.
  init(_ folders: CgroupFolders, _ pids: PidsFiles) throws {
    let budget = DescriptorBudget(0)
    func limit(_ folder: CgroupFolders.Folder?, _ first: String, _ second: String) throws -> UInt64?
    {
      guard let folder, let file = folder.file(folder.isUnified ? second : first, budget) else {
        return nil
      }
      return try file.limit() ?? 0
    }
    memory = try limit(folders.memory, "memory.limit_in_bytes", "memory.max")
    swap = try limit(folders.memory, "memory.memsw.limit_in_bytes", "memory.swap.max")
    // What the engine sets for a reservation.
    memoryReservation = try limit(folders.memory, "memory.soft_limit_in_bytes", "memory.low")
    tasks = try pids.readLimit()
    guard let cpu = folders.cpu else { return }
    guard !cpu.isUnified else {
      guard let file = cpu.file("cpu.max", budget) else { return }
      let contents = try file.read()
      (cpuQuota, cpuPeriod) = try file.parsing {
        var text = TextCursor(contents.span)
        return (try text.limit(), try text.integer())
      }
      return
    }
    cpuQuota = try cpu.file("cpu.cfs_quota_us", budget)?.limit()
    cpuPeriod = try cpu.file("cpu.cfs_period_us", budget)?.count()
    cpuShares = try cpu.file("cpu.shares", budget)?.count()
  }
}
