import Shared
import YAML

/// What the configuration says beside its modules: what may be probed, what is probed by itself and how
/// often, and when the contract counts.
struct ProbePlan: Sendable {
  var rules = TargetRules()
  /// From where it is probed, as a label of everything that the schedule serves.
  var vantage: String?
  var targets: [ScheduledTarget] = []
  /// In the order of the file.
  var calendars: [(name: String, calendar: ContractCalendar)] = []

  /// What there is without any of it.
  init() {}

  func calendar(_ name: String?) -> ContractCalendar? {
    guard let name else { return nil }
    return calendars.first { $0.name == name }?.calendar
  }
}

// MARK: - Configuration

extension ProbePlan {
  private static let mostTargets = 10_000
  private static let mostCalendars = 100

  /// - Parameters:
  ///   - root: The file's outermost mapping, whose key `modules` somebody else reads.
  ///   - modules: By name.
  init(_ root: YAMLMapping, modules: [ExactName: Module]) throws {
    rules = try TargetRules(root.optional("probe_rules"))
    if let value = root.optional("vantage") {
      vantage = try TargetLabels.value(value)
    }
    for (name, value) in try root.entries("calendars") {
      guard calendars.count < Self.mostCalendars, !name.isEmpty, name.utf8.count <= 100 else {
        throw value.error(
          "there may be \(Self.mostCalendars) calendars, with names of 1 to 100 bytes")
      }
      calendars.append((name, try ContractCalendar(value)))
    }
    try readTargets(root.sequence("targets"), modules)
  }

  private mutating func readTargets(
    _ values: [YAMLValue], _ modules: [ExactName: Module]
  ) throws {
    guard values.count <= Self.mostTargets else {
      throw values[Self.mostTargets].error(
        "there may be \(Self.mostTargets) targets; run another app-probe for the others")
    }
    var lines: [ScheduledTarget.Identity: Int] = [:]
    for value in values {
      let target = try ScheduledTarget(value, modules: modules, calendars: calendars.map(\.name))
      if let line = lines.updateValue(value.node.line, forKey: target.identity) {
        throw value.error(
          "the target in line \(line) has the same target, module and labels; give one of them "
            + "another label, or take it out")
      }
      targets.append(target)
    }
  }
}
