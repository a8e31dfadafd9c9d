import Shared
import YAML

extension ScheduledTarget {
  private static let intervals = Duration.seconds(1)...Duration.seconds(86_400)

  init(_ value: YAMLValue, modules: [ExactName: Module], calendars: [String]) throws {
    self = try value.mapping { mapping in
      let target = try Self.target(mapping.required("target"))
      let name = try mapping.required("module")
      guard let module = modules[ExactName(try name.string())] else {
        throw name.error(
          "there is no such module; there are \(Self.listed(modules.keys.map(\.text).sorted()))")
      }
      var scheduled = ScheduledTarget(target: target, module: module)
      if let value = mapping.optional("interval") {
        scheduled.interval = try value.duration()
        guard Self.intervals.contains(scheduled.interval) else {
          throw value.error("an interval is from 1s to 1d")
        }
      }
      if let value = mapping.optional("timeout") {
        let timeout = try value.duration()
        guard timeout > .zero, timeout <= scheduled.interval else {
          throw value.error(
            "a timeout is more than 0s and at most the interval of \(scheduled.interval), so that a "
              + "probe ends before the next begins")
        }
        scheduled.timeout = timeout
      }
      scheduled.hostname = try mapping.optionalString("hostname")
      if let value = mapping.optional("labels") {
        scheduled.labels = try TargetLabels.labels(value)
      }
      if let value = mapping.optional("calendar") {
        let name = try value.string()
        guard calendars.contains(where: { $0.hasExactly(name) }) else {
          throw value.error("there is no such calendar; there are \(Self.listed(calendars))")
        }
        scheduled.calendar = name
      }
      return scheduled
    }
  }

  private static func target(_ value: YAMLValue) throws -> String {
    let text = try value.string()
    guard !text.isEmpty, text.utf8.count <= 2000, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
    else { throw value.error("a target is of 1 to 2000 bytes, without blanks") }
    let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
    guard !text[start...].prefix(while: { !"/?#".contains($0) }).contains("@") else {
      throw value.error(
        "a target is shown to everybody as a label, so it must hold no user or password; give those "
          + "to the module, as basic_auth")
    }
    return text
  }

  private static func listed(_ names: [String]) -> String {
    guard !names.isEmpty else { return "none" }
    let shown = names.prefix(10).joined(separator: ", ")
    return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
  }
}
