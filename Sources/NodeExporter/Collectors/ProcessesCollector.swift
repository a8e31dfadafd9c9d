import Shared

/// How many processes and threads there are and what they do, from `/proc/PID/stat` and
/// `/proc/PID/task/TID/stat`, beside the limits on them.
///
/// Where some are hidden from this user nobody could say how many there are; then only the limits
/// are written.
struct ProcessesCollector: Collector {
  let name = "processes"
  private let proc: String
  private let threadsMax: KernelFile
  private let pidMax: KernelFile

  init(_ host: HostPaths) {
    proc = host.proc.root
    threadsMax = host.proc.file("sys/kernel/threads-max")
    pidMax = host.proc.file("sys/kernel/pid_max")
  }

  func collect(into metrics: inout MetricWriter) throws {
    var census = ProcessCensus()
    try census.count(in: proc)
    if census.hidden > 0 {
      try writeThreadsMax(to: &metrics)
      try writePidMax(to: &metrics)
      throw Partial(HiddenProcesses(proc: proc, count: census.hidden))
    }

    metrics.gauge("node_processes_threads", "Threads in the system.", census.threads)
    try writeThreadsMax(to: &metrics)
    metrics.family("node_processes_state", .gauge, "Processes by state.")
    for (state, count) in census.states.present { metrics.sample(count, [Label("state", state)]) }
    metrics.family("node_processes_threads_state", .gauge, "Threads by state.")
    for (state, count) in census.threadStates.present {
      metrics.sample(count, [Label("thread_state", state)])
    }
    metrics.gauge("node_processes_pids", "Processes in the system.", census.processes)
    try writePidMax(to: &metrics)
  }

  private func writeThreadsMax(to metrics: inout MetricWriter) throws {
    metrics.gauge(
      "node_processes_max_threads", "The most threads that there can be.", try threadsMax.number())
  }

  private func writePidMax(to metrics: inout MetricWriter) throws {
    metrics.gauge(
      "node_processes_max_processes", "The number that process ids stay below.",
      try pidMax.number())
  }
}

/// Processes that this user may not look into.
struct HiddenProcesses: Error, Equatable, CustomStringConvertible {
  let proc: String
  let count: Int

  var description: String {
    "\(count) processes in \(proc) are hidden from this user; is it mounted with hidepid? Give the "
      + "user the group that its gid= names"
  }
}

/// The processes and threads found in one pass. Those that end meanwhile are not counted.
private struct ProcessCensus {
  var processes = 0
  var threads: UInt64 = 0
  /// Those that could not be looked into.
  var hidden = 0
  var states = StateCounts()
  var threadStates = StateCounts()

  mutating func count(in proc: String) throws {
    var folder = try ProcessFolder(opening: proc)
    while let id = folder.next() {
      guard let process = try folder.stat(of: id) else { continue }
      processes += 1
      threads &+= process.threads
      states.add(process.state)
      if process.threads == 1 {
        // Most processes: the thread is the process, and a second look would tell nothing new.
        if folder.hasTasks(id) { threadStates.add(process.state) }
      } else if var tasks = try folder.tasks(of: id) {
        while let task = tasks.next() {
          if task == id {
            threadStates.add(process.state)
          } else if let thread = try tasks.stat(of: task) {
            threadStates.add(thread.state)
          }
        }
        hidden += tasks.hidden
      }
    }
    hidden += folder.hidden
  }
}

/// How many are in each state that at least one is in.
private struct StateCounts {
  private var counts = [Int](repeating: 0, count: 128)

  mutating func add(_ state: UInt8) { counts[Int(state & 0x7F)] += 1 }

  var present: [(state: String, count: Int)] {
    counts.enumerated().filter { $0.element > 0 }.map {
      (String(Unicode.Scalar(UInt8($0.offset))), $0.element)
    }
  }
}
