import Shared

/// How many tasks and processes a container has.
struct PidsReading: Sendable, Equatable {
  /// Processes and threads.
  var tasks: UInt64?
  var processes: UInt64?
}

/// Where a ``PidsReading`` comes from: `pids.current` and `cgroup.procs`, in both versions.
struct PidsFiles: Sendable {
  private let tasks: KernelFile?
  private let processes: KernelFile?
  private let limit: KernelFile?

  init(_ folders: CgroupFolders, _ budget: DescriptorBudget) {
    tasks = folders.pids?.file("pids.current", budget)
    processes = (folders.pids ?? folders.unified ?? folders.accounting)?.list(
      "cgroup.procs", budget)
    limit = folders.pids?.file("pids.max", DescriptorBudget(0))
  }

  func read() throws -> PidsReading {
    PidsReading(tasks: try tasks?.count(), processes: try processNumbers().map { UInt64($0.count) })
  }

  /// The numbers of the processes, as the host sees them, except of those in groups below.
  func processNumbers() throws -> [Int32]? {
    guard let processes else { return nil }
    let file = try processes.read()
    return try processes.parsing {
      var numbers: [Int32] = []
      var lines = TextCursor(file.span)
      while var line = lines.nextLine() {
        numbers.append(Int32(truncatingIfNeeded: try line.integer()))
      }
      return numbers
    }
  }

  /// How many tasks there may be; zero for any number, `nil` where they are not counted.
  func readLimit() throws -> UInt64? {
    guard let limit else { return nil }
    return try limit.limit() ?? 0
  }
}
