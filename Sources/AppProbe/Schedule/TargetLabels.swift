import YAML

/// The labels that a target may have of its own.
enum TargetLabels {
  private static let most = 20

  /// Those that the schedule and the probes give, by which their samples are told apart.
  private static let taken: Set<String> = [
    "target", "module", "vantage", "calendar", "result", "class", "reason", "le", "quantile",
    "phase", "step",
  ]

  /// Sorted by name.
  static func labels(_ value: YAMLValue) throws -> [(name: String, value: String)] {
    let entries = try value.entries()
    guard entries.count <= most else { throw value.error("a target has at most \(most) labels") }
    return try entries.map { name, value in
      guard isName(name) else {
        throw value.error(
          "this is no name of a label: those have letters, digits and _, begin with no digit and not "
            + "with __, and have 100 bytes at most")
      }
      guard !taken.contains(name) else {
        throw value.error(
          "the probes' own label has this name, so call it something else, such as \(name)_name")
      }
      return (name, try Self.value(value))
    }.sorted { $0.name < $1.name }
  }

  /// A label's value; an empty one would be no label to Prometheus.
  static func value(_ value: YAMLValue) throws -> String {
    let text = try value.string()
    guard !text.isEmpty, text.utf8.count <= 500 else {
      throw value.error("a label's value has 1 to 500 bytes; leave the label away if there is none")
    }
    return text
  }

  private static func isName(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard let first = bytes.first, bytes.count <= 100, !name.hasPrefix("__"),
      !(0x30...0x39).contains(first)
    else { return false }
    return bytes.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == UInt8(ascii: "_")
    }
  }
}
