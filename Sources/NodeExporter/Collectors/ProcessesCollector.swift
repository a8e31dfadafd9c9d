import ArgumentParser
import Glibc
import Shared
import Synchronization

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
  private let topCount: Int
  private let top = Top()

  private final class Top: Sendable {
    let commands = Mutex(TopCommands())
  }

  struct Options: ParsableArguments, Sendable {
    @Option(
      name: .customLong("collector.processes.top"),
      help: ArgumentHelp(
        "Also expose what the commands use that use most, by their names: so many by the processors' time of late, and so many by memory. 0 is none.",
        valueName: "number"))
    var top = 0

    func validate() throws {
      guard top >= 0 else {
        throw ValidationError("--collector.processes.top: '\(top)' is no number of commands")
      }
    }
  }

  /// - Parameter topCount: How many commands are exposed by themselves, by each of two measures.
  init(_ host: HostPaths, top topCount: Int = 0) {
    self.topCount = topCount
    proc = host.proc.root
    threadsMax = host.proc.file("sys/kernel/threads-max")
    pidMax = host.proc.file("sys/kernel/pid_max")
  }

  func collect(into metrics: inout MetricWriter) throws {
    var census = ProcessCensus()
    try census.count(in: proc, withUsage: topCount > 0)
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
    if topCount > 0 { try writeTop(census.usages, to: &metrics) }
  }

  private func writeTop(
    _ processes: [(id: pid_t, threads: UInt64, usage: ProcessUsage)],
    to metrics: inout MetricWriter
  ) throws {
    let top = top.commands.withLock { commands in
      commands.look(processes)
      return commands.top(topCount)
    }
    var folder = try ProcessFolder(opening: proc)
    let rows = top.map { name, command in
      (
        labels: Labels([Label("command", name)]), command: command,
        files: Self.openFiles(of: command.processes, in: &folder)
      )
    }
    let ticks = Double(sysconf(CInt(_SC_CLK_TCK)))
    let page = UInt64(sysconf(CInt(_SC_PAGESIZE)))
    func family(
      _ name: String, _ kind: MetricKind, _ help: String,
      _ value: ((labels: Labels, command: TopCommands.Command, files: Int?)) -> (some MetricValue)?
    ) {
      metrics.family(name, kind, help)
      for row in rows {
        if let value = value(row) { metrics.sample(value, row.labels) }
      }
    }
    family(
      "node_processes_top_cpu_seconds_total", .counter,
      "Time of processors that the processes of a command used."
    ) { Double($0.command.ticks) / ticks }
    family(
      "node_processes_top_resident_bytes", .gauge,
      "Memory of the processes of a command; what they share counts for each."
    ) { $0.command.residentPages &* page }
    family("node_processes_top_processes", .gauge, "Processes of a command.") {
      $0.command.processes.count
    }
    family("node_processes_top_threads", .gauge, "Threads of a command.") { $0.command.threads }
    family(
      "node_processes_top_open_files", .gauge,
      "Open files of a command, where this user may know of all its processes."
    ) { $0.files }
  }

  /// `nil` when one of them does not tell: a part of the sum would be taken for all of it.
  private static func openFiles(of ids: [pid_t], in folder: inout ProcessFolder) -> Int? {
    var sum = 0
    for id in ids {
      guard let count = folder.openFiles(of: id) else { return nil }
      sum += count
    }
    return sum
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
  /// Of those processes that told what they use, if they were asked.
  var usages: [(id: pid_t, threads: UInt64, usage: ProcessUsage)] = []

  mutating func count(in proc: String, withUsage hasUsage: Bool) throws {
    var folder = try ProcessFolder(opening: proc, withUsage: hasUsage)
    while let id = folder.next() {
      guard let process = try folder.stat(of: id) else { continue }
      processes += 1
      threads &+= process.threads
      states.add(process.state)
      if let usage = process.usage { usages.append((id, process.threads, usage)) }
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
