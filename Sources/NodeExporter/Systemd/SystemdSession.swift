import Shared

/// A connection to systemd, and what was learned over it.
///
/// A scrape makes two rounds of calls, each sent at once. The first lists the units and tells
/// whether systemd was reloaded or executed anew; the second asks what ``SystemdMemory`` does not
/// know.
struct SystemdSession: ~Copyable, Sendable {
  private var bus: SystemBus
  private var memory: SystemdMemory

  init(
    to address: String, _ options: SystemdOptions, wanted: NameFilter, expected: Pattern?
  ) throws(BusError) {
    bus = try SystemBus(
      connectingTo: address, destination: "org.freedesktop.systemd1",
      isDirect: options.isPrivate)
    memory = SystemdMemory(options, wanted: wanted, expected: expected)
  }

  /// How many calls were made so far.
  var callCount: Int { bus.callCount }

  /// After a throw the session is of no use any more.
  mutating func report(by deadline: Deadline) throws(BusError) -> SystemdReport {
    var report = SystemdReport()
    let (units, loaded) = try Self.list(&bus, &report, by: deadline)
    let plan = memory.plan(units, loaded, &report)
    try Self.ask(&bus, plan, &memory, &report, by: deadline)
    memory.complete(&report, units)
    return report
  }

  private static func list(
    _ bus: inout SystemBus, _ report: inout SystemdReport, by deadline: Deadline
  ) throws(BusError) -> ([UnitStatus], SystemdMemory.Load) {
    var units: [UnitStatus] = []
    var loaded = SystemdMemory.Load()
    try bus.exchange(
      [
        .manager("ListUnits"), .managerProperty("SystemState"),
        .managerProperty("UnitsLoadTimestamp"),
      ], by: deadline
    ) { (index: Int, reply: borrowing BusReply) throws(BusError) in
      if let failure = reply.failure {
        // Before systemd 247 there is no such timestamp.
        if index == 2 { return }
        throw failure
      }
      switch index {
      case 0:
        loaded.sender = reply.sender
        try reply.enterArray(of: UnitStatus.members)
        while try reply.enterStructure(UnitStatus.members) {
          units.append(try UnitStatus(reply))
          try reply.exit()
        }
      case 1: report.isRunning = try reply.variantString() == "running"
      default: loaded.stamp = try reply.variantInteger64()
      }
    }
    units.sort { $0.name < $1.name }
    return (units, loaded)
  }

  private static func ask(
    _ bus: inout SystemBus, _ plan: SystemdMemory.Plan, _ memory: inout SystemdMemory,
    _ report: inout SystemdReport, by deadline: Deadline
  ) throws(BusError) {
    try bus.exchange(plan.calls, by: deadline) {
      (index: Int, reply: borrowing BusReply) throws(BusError) in
      let (question, row) = plan.questions[index]
      memory.learn(try answer(to: question, reply), to: question, row, &report)
    }
  }

  private static func answer(
    to question: SystemdMemory.Question, _ reply: borrowing BusReply
  ) throws(BusError) -> SystemdMemory.Answer {
    if let failure = reply.failure {
      // Without the files nobody could say which expected units are stopped.
      if case .files = question { throw failure }
      return .none
    }
    switch question {
    case .version, .virtualization, .type, .templateState:
      return .text(try reply.variantString())
    case .activeSince, .tasks, .tasksLimit, .lastTrigger:
      return .number(try reply.variantInteger64())
    case .restarts, .accepted, .connections, .refused:
      return .number(UInt64(try reply.variantInteger32()))
    case .accepts:
      return .number(try reply.variantBool() ? 1 : 0)
    case .files:
      var files: [UnitFile] = []
      try reply.enterArray(of: "ss")
      while try reply.enterStructure("ss") {
        files.append(UnitFile(path: try reply.string(), state: try reply.string()))
        try reply.exit()
      }
      return .files(files)
    }
  }
}

extension BusCall {
  private static let managerPath = "/org/freedesktop/systemd1"
  private static let managerInterface = "org.freedesktop.systemd1.Manager"

  static func manager(_ member: String) -> BusCall {
    BusCall(path: managerPath, interface: managerInterface, member: member)
  }

  static func managerProperty(_ name: String) -> BusCall {
    .property(name, of: managerInterface, at: managerPath)
  }
}
