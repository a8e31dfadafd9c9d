import Shared

/// What is known of systemd from one scrape to the next, and so what must be asked.
///
/// The deciding half of ``SystemdSession``. What seldom changes is asked once: types of services,
/// whether sockets accept, versions, and the unit files, for whose list systemd reads the disk for
/// a tenth of a second. It is asked again when systemd was reloaded (`UnitsLoadTimestamp`) or
/// executed anew (its name on the bus), when the unit's state has changed, and after five minutes
/// in any case: a file may be edited and its unit loaded without a reload in between.
struct SystemdMemory: Sendable {
  private static let rememberedFor = Duration.seconds(300)

  private let wanted: NameFilter
  private let expected: Pattern?
  private let options: SystemdOptions

  private var scrape: UInt64 = 0
  private var units: [String: KnownUnit] = [:]
  private var loaded: Load?
  private var rememberedUntil = Deadline(in: .zero)
  private var version: SystemdVersion?
  private var virtualization: String?
  private var files: [UnitFile]?
  private var expectedFiles: [String] = []

  /// Who loaded the units, and when.
  struct Load: Equatable, Sendable {
    /// Microseconds since the epoch; 0 until the first reload, absent before systemd 247.
    var stamp: UInt64?
    /// Systemd's unique name on the bus.
    var sender = ""
  }

  /// What is asked of one object.
  enum Question: Sendable {
    case version, virtualization, files
    case type, activeSince, tasks, tasksLimit, restarts
    case lastTrigger, accepts, accepted, connections, refused, templateState
  }

  enum Answer: Sendable {
    case text(String)
    case number(UInt64)
    case files([UnitFile])
    /// The unit went away meanwhile, or this systemd does not know the property.
    case none
  }

  /// The calls to make, and for each what it asks and for which of the report's rows.
  struct Plan {
    var calls: [BusCall] = []
    var questions: [(question: Question, row: Int)] = []

    mutating func add(_ question: Question, _ row: Int, _ call: BusCall) {
      calls.append(call)
      questions.append((question, row))
    }
  }

  init(_ options: SystemdOptions, wanted: NameFilter, expected: Pattern?) {
    self.options = options
    self.wanted = wanted
    self.expected = expected
  }
}

// MARK: - Before the questions

extension SystemdMemory {
  /// Takes in the list of units, and returns what must be asked; puts a row into the report for
  /// each unit that is wanted.
  ///
  /// - Parameter list: In order of names.
  mutating func plan(
    _ list: [UnitStatus], _ loaded: Load, _ report: inout SystemdReport
  ) -> Plan {
    see(list, loaded)
    var plan = Plan()
    if version == nil { plan.add(.version, 0, .managerProperty("Version")) }
    if virtualization == nil { plan.add(.virtualization, 0, .managerProperty("Virtualization")) }
    if files == nil { plan.add(.files, 0, .manager("ListUnitFiles")) }

    for name in SystemdReport.stateNames { report.states[name] = 0 }
    report.units.reserveCapacity(list.count)
    for unit in list {
      report.states[unit.active, default: 0] += 1
      guard unit.load == "loaded", let known = units[unit.name], known.isWanted else { continue }
      var row = SystemdReport.Row(name: unit.name, active: unit.active, labels: known.labels)
      ask(unit, known, &row, report.units.count, &plan)
      report.units.append(row)
    }
    return plan
  }

  private mutating func see(_ list: [UnitStatus], _ loaded: Load) {
    scrape += 1
    if self.loaded != loaded || rememberedUntil.hasPassed {
      self.loaded = loaded
      rememberedUntil = Deadline(in: Self.rememberedFor)
      version = nil
      virtualization = nil
      files = nil
      for name in units.keys { units[name]?.forget() }
    }
    for unit in list {
      units[unit.name, default: KnownUnit(unit.name, wanted: wanted, expected: expected)]
        .see(unit, in: scrape)
    }
    if units.count > list.count {
      let scrape = scrape
      units = units.filter { $0.value.scrape == scrape }
    }
  }

  private func ask(
    _ unit: UnitStatus, _ known: KnownUnit, _ row: inout SystemdReport.Row, _ index: Int,
    _ plan: inout Plan
  ) {
    func property(_ question: Question, _ name: String, of kind: UnitKind = known.kind) {
      plan.add(question, index, .property(name, of: kind.interface, at: unit.path))
    }
    switch known.kind {
    case .service:
      if known.type == nil { property(.type, "Type") }
      if options.tasks {
        property(.tasks, "TasksCurrent")
        property(.tasksLimit, "TasksMax")
      }
      if options.restarts { property(.restarts, "NRestarts") }
    case .mount:
      if known.type == nil { property(.type, "Type") }
    case .timer:
      property(.lastTrigger, "LastTriggerUSec")
    case .socket:
      if known.accepts == nil { property(.accepts, "Accept") }
      if known.accepts == false {
        // The service behind it accepts; systemd counts nothing.
        row.accepted = 0
        row.connections = 0
        row.refused = known.countsRefused ? 0 : nil
      } else {
        property(.accepted, "NAccepted")
        property(.connections, "NConnections")
        property(.refused, "NRefused")
      }
    case .other: break
    }
    if options.startTimes, unit.active == "active" {
      property(.activeSince, "ActiveEnterTimestamp", of: .other)
    } else if options.startTimes {
      row.activeSince = 0
    }
    if known.templateState == nil, unit.name.utf8.contains(UInt8(ascii: "@")) {
      property(.templateState, "UnitFileState", of: .other)
    }
  }
}

// MARK: - The answers

extension SystemdMemory {
  /// Takes in one answer, for the report or to be remembered.
  mutating func learn(
    _ answer: Answer, to question: Question, _ row: Int, _ report: inout SystemdReport
  ) {
    switch (question, answer) {
    case (.files, .files(let found)): remember(found)
    case (.version, .text(let text)): version = SystemdVersion(text)
    case (.virtualization, .text(let text)): virtualization = text
    case (.type, .text(let type)): units[report.units[row].name]?.type = type
    case (.templateState, .text(let state)):
      units[report.units[row].name]?.templateState = state
    case (.accepts, .number(let accepts)):
      units[report.units[row].name]?.accepts = accepts != 0
    case (.activeSince, .number(let time)): report.units[row].activeSince = time
    case (.tasks, .number(let count)): report.units[row].tasks = count
    case (.tasksLimit, .number(let count)): report.units[row].tasksLimit = count
    case (.restarts, .number(let count)): report.units[row].restarts = count
    case (.lastTrigger, .number(let time)): report.units[row].lastTrigger = time
    case (.accepted, .number(let count)): report.units[row].accepted = count
    case (.connections, .number(let count)): report.units[row].connections = count
    case (.refused, .number(let count)):
      report.units[row].refused = count
      units[report.units[row].name]?.countsRefused = true
    default: break
    }
  }

  private mutating func remember(_ found: [UnitFile]) {
    let found = found.filter(\.isUnit).sorted { $0.name < $1.name }
    expectedFiles =
      expected.map { expected in found.map(\.name).filter { expected.matches($0) } } ?? []
    files = found.filter { wanted.wants($0.name) }
  }

  /// Completes the report once all answers are there.
  ///
  /// - Parameter list: The units that the plan was made for.
  mutating func complete(_ report: inout SystemdReport, _ list: [UnitStatus]) {
    report.version = version
    report.virtualization = virtualization
    for index in report.units.indices {
      report.units[index].stateLabels =
        units[report.units[index].name]?.labelStates(of: report.units[index].name) ?? []
    }

    var ownFiles: Set<String> = []
    for file in files ?? [] where file.isEnabled || units[file.name] != nil {
      report.files.append((file.name, file.state))
      ownFiles.insert(file.name)
    }
    for row in report.units {
      if let state = units[row.name]?.templateState, !state.isEmpty, !ownFiles.contains(row.name) {
        report.files.append((row.name, state))
      }
    }

    guard expected != nil else { return }
    // A unit that was stopped is soon forgotten by systemd, but its file stays.
    var isUp = Dictionary(expectedFiles.map { ($0, false) }) { first, _ in first }
    for unit in list where units[unit.name]?.isExpected == true { isUp[unit.name] = unit.isUp }
    report.expected = isUp.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
