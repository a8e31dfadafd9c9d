/// How the Go exporters' command lines differ from what swift-argument-parser reads.
///
/// Unit files, Ansible roles and compose files carry over only if their spellings do, so the
/// arguments are rewritten before they are parsed:
/// - `--flag=` and `--flag ""` mean that the flag is not set; roles pass it.
/// - `-redis.addr` is `--redis.addr`.
/// - `--flag=true` and `--flag=false` for flags that take no value.
/// - an environment variable stands for a flag that is not given.
package struct ArgumentRules: Sendable {
  /// The flags that take no value, without dashes. It is asked for only when somebody gives such a
  /// flag a value, since finding out takes longer than all the rest.
  private let switches: @Sendable () -> Set<String>
  /// Flags by the environment variable that stands for them, without dashes.
  private let environment: [(variable: String, flag: String)]
  /// Flags that an exporter's upstream spells otherwise, without dashes.
  private let aliases: [String: String]

  package init(
    environment: [(variable: String, flag: String)] = [], aliases: [String: String] = [:],
    switches: @escaping @Sendable () -> Set<String> = { [] }
  ) {
    self.switches = switches
    self.environment = environment
    self.aliases = aliases
  }

  /// The flags without a value that a help text names: `--flag` or `--flag/--no-flag`, where the
  /// others have `--flag <value>`.
  package static func switches(in help: String) -> Set<String> {
    var found: Set<String> = []
    for line in help.split(separator: "\n") {
      let text = line.drop { $0 == " " }
      guard text.hasPrefix("-") else { continue }
      let names = text.prefix { $0 != " " }
      let rest = text.dropFirst(names.count).drop { $0 == " " }
      guard !rest.hasPrefix("<") else { continue }
      // Aliases come as "-h, --help".
      for part in text.split(separator: " ").prefix(while: { $0.hasPrefix("-") }) {
        for name in part.split(whereSeparator: { $0 == "/" || $0 == "," })
        where name.hasPrefix("--") {
          found.insert(String(name.dropFirst(2)))
        }
      }
    }
    return found
  }

  /// The arguments as swift-argument-parser reads them, without the program's name.
  package func rewritten(_ arguments: [String], environment values: [String: String]) -> [String] {
    var result: [String] = []
    var given: Set<String> = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-"), argument != "-", argument != "--" else {
        result.append(argument)
        continue
      }
      let body = argument.drop(while: { $0 == "-" })
      let parts = body.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let spelled = String(parts[0])
      let name = aliases[spelled] ?? spelled
      given.insert(name)
      let flag = name.count == 1 ? "-\(name)" : "--\(name)"
      if parts.count > 1, let isOn = Self.boolean(parts[1]), isSwitch(name) {
        if let spelling = spelling(of: name, isOn) { result.append("--\(spelling)") }
      } else if parts.count > 1 {
        if !parts[1].isEmpty { result.append("\(flag)=\(parts[1])") }
      } else if name.hasPrefix("no-"), !name.hasPrefix("no-collector."), isSwitch(name) {
        if let spelling = spelling(of: name, true) { result.append("--\(spelling)") }
      } else if rest.first == "" {
        rest.removeFirst()
      } else {
        result.append(flag)
      }
    }
    for (variable, flag) in environment where !given.contains(flag) {
      guard let value = values[variable], !value.isEmpty else { continue }
      let flag = aliases[flag] ?? flag
      if let isOn = Self.boolean(value[...]), isSwitch(flag) {
        if let spelling = spelling(of: flag, isOn) { result.append("--\(spelling)") }
      } else {
        result.append("--\(flag)=\(value)")
      }
    }
    return result
  }

  private static func boolean(_ text: Substring) -> Bool? {
    switch text {
    case "true", "1": true
    case "false", "0": false
    default: nil
    }
  }

  private func isSwitch(_ name: String) -> Bool {
    let switches = switches()
    return switches.contains(name) || switches.contains(Self.opposite(of: name))
  }

  /// How to say that a switch is on or off; `nil` when its absence says so.
  private func spelling(of name: String, _ isOn: Bool) -> String? {
    let wanted = isOn ? name : Self.opposite(of: name)
    return switches().contains(wanted) ? wanted : nil
  }

  /// `no-x` for the switch `x`, and the other way round.
  private static func opposite(of name: String) -> String {
    name.hasPrefix("no-") ? String(name.dropFirst(3)) : "no-\(name)"
  }
}
