/// How the Go exporters' command lines differ from what swift-argument-parser reads.
///
/// Unit files, Ansible roles and compose files carry over only if their spellings do, so the
/// arguments are rewritten before they are parsed:
/// - `--flag=` and `--flag ""` mean that the flag is not set; roles pass it.
/// - `-redis.addr` is `--redis.addr`.
/// - `--flag=true` and `--flag=false` for flags that take no value.
/// - an environment variable stands for a flag that is not given.
package struct ArgumentRules: Sendable {
  /// Flags that take no value and may be given one all the same, without dashes.
  private let switches: Set<String>
  /// Flags by the environment variable that stands for them, without dashes.
  private let environment: [(variable: String, flag: String)]

  package init(
    switches: some Sequence<String> = [], environment: [(variable: String, flag: String)] = []
  ) {
    self.switches = Set(switches).union(["help", "h", "version", "help-hidden"])
    self.environment = environment
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
      let name = String(parts[0])
      given.insert(name)
      let flag = name.count == 1 ? "-\(name)" : "--\(name)"
      if isSwitch(name) {
        switch parts.count > 1 ? String(parts[1]) : "true" {
        case "true", "1": result.append(flag)
        case "false", "0", "":
          if let opposite = opposite(of: name) { result.append("--\(opposite)") }
        default: result.append(argument)
        }
      } else if parts.count > 1 {
        if !parts[1].isEmpty { result.append("\(flag)=\(parts[1])") }
      } else if rest.first == "" {
        rest.removeFirst()
      } else {
        result.append(flag)
      }
    }
    for (variable, flag) in environment where !given.contains(flag) {
      guard let value = values[variable], !value.isEmpty else { continue }
      if isSwitch(flag) {
        if ["true", "1"].contains(value) { result.append("--\(flag)") }
      } else {
        result.append("--\(flag)=\(value)")
      }
    }
    return result
  }

  private func isSwitch(_ name: String) -> Bool {
    switches.contains(name) || opposite(of: name) != nil
  }

  /// `no-x` for the switch `x` that can be turned off, and the other way round.
  private func opposite(of name: String) -> String? {
    if name.hasPrefix("no-") {
      let positive = String(name.dropFirst(3))
      return switches.contains(positive) ? positive : nil
    }
    return switches.contains("no-\(name)") ? "no-\(name)" : nil
  }
}
