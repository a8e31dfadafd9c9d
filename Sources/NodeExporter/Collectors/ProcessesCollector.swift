import Shared

/// How many processes and threads there are and what they do, from `/proc/PID/stat` and
/// `/proc/PID/task/TID/stat`, beside the limits on them.
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

    metrics.gauge("node_processes_threads", "Threads in the system.", census.threads)
    metrics.gauge(
      "node_processes_max_threads", "The most threads that there can be.", try threadsMax.number())
    metrics.family("node_processes_state", .gauge, "Processes by state.")
    for (state, count) in census.states.present { metrics.sample(count, [Label("state", state)]) }
    metrics.family("node_processes_threads_state", .gauge, "Threads by state.")
    for (state, count) in census.threadStates.present {
      metrics.sample(count, [Label("thread_state", state)])
    }
    metrics.gauge("node_processes_pids", "Processes in the system.", census.processes)
    metrics.gauge(
      "node_processes_max_processes", "The number that process ids stay below.",
      try pidMax.number())
  }
}

/// The processes and threads found in one pass. Those that end meanwhile are not counted.
private struct ProcessCensus {
  var processes = 0
  var threads: UInt64 = 0
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
      }
    }
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
