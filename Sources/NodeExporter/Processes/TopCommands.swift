import Glibc
import Shared

/// Which commands use the machine most, over all processes of the same name.
///
/// A process's time ends with it. So what each used since the last look is added up, and the sum of a
/// command grows as long as one of its processes is there.
struct TopCommands: Sendable {
  private var known: [Process] = []
  private var commands: [String: Command] = [:]
  private var lastLook: ContinuousClock.Instant?

  /// In ascending order of ids, as `/proc` lists them for the most part.
  private struct Process {
    let id: pid_t
    let startTime: UInt64
    let ticks: UInt64
  }

  struct Command: Sendable, Equatable {
    /// Clock ticks.
    fileprivate(set) var ticks: UInt64 = 0
    /// Clock ticks of late: what is older than five minutes counts half, and so on.
    fileprivate(set) var recent = 0.0
    fileprivate(set) var residentPages: UInt64 = 0
    fileprivate(set) var threads: UInt64 = 0
    fileprivate(set) var processes: [pid_t] = []
  }

  /// Takes in all processes that there are.
  mutating func look(
    _ processes: [(id: pid_t, threads: UInt64, usage: ProcessUsage)],
    at now: ContinuousClock.Instant = .now
  ) {
    let elapsed = lastLook.map { ($0.duration(to: now)) / .seconds(1) } ?? 0
    lastLook = now
    let fading = exp2(-elapsed / 300)
    for name in commands.keys {
      commands[name]?.recent *= fading
      commands[name]?.residentPages = 0
      commands[name]?.threads = 0
      commands[name]?.processes.removeAll(keepingCapacity: true)
    }
    let sorted = processes.sorted { $0.id < $1.id }
    var before = known[...]
    known.removeAll(keepingCapacity: true)
    for (id, threads, usage) in sorted {
      while let first = before.first, first.id < id { before.removeFirst() }
      var used = usage.ticks
      if let same = before.first, same.id == id, same.startTime == usage.startTime {
        used = usage.ticks > same.ticks ? usage.ticks - same.ticks : 0
      }
      known.append(Process(id: id, startTime: usage.startTime, ticks: usage.ticks))
      commands[usage.command, default: Command()].add(id, used, threads, usage.residentPages)
    }
    commands = commands.filter { !$0.value.processes.isEmpty }
  }

  /// The `count` that used the processors most of late, and the `count` with most memory, by name.
  func top(_ count: Int) -> [(name: String, command: Command)] {
    let byCPU = commands.sorted { ($0.value.recent, $1.key) > ($1.value.recent, $0.key) }
    let byMemory = commands.sorted {
      ($0.value.residentPages, $1.key) > ($1.value.residentPages, $0.key)
    }
    let names = Set(byCPU.prefix(count).map(\.key) + byMemory.prefix(count).map(\.key))
    return names.sorted().map { ($0, commands[$0]!) }
  }
}

extension TopCommands.Command {
  fileprivate mutating func add(
    _ id: pid_t, _ used: UInt64, _ threads: UInt64, _ pages: UInt64
  ) {
    ticks &+= used
    recent += Double(used)
    residentPages &+= pages
    self.threads &+= threads
    processes.append(id)
  }
}
