package import Shared

/// A mapping with keys that the program knows; each that it asks for is one.
///
/// What is absent and what has no value (`key:`, `key: ~`) are the same to it.
package final class YAMLMapping {
  private let value: YAMLValue
  private let entries: [YAMLEntry]
  private var known: [String] = []

  init(_ value: YAMLValue, _ entries: [YAMLEntry]) {
    self.value = value
    self.entries = entries
  }

  /// An error at the mapping.
  package func error(_ reason: String) -> YAMLError { value.error(reason) }

  /// The value of `key`, if it has one.
  package func optional(_ key: String) -> YAMLValue? {
    if !known.contains(key) { known.append(key) }
    guard let entry = entry(key), !entry.value.isNull else { return nil }
    return value.child(entry.value, .key(key))
  }

  /// The value of `key`, which must have one.
  package func required(_ key: String) throws(YAMLError) -> YAMLValue {
    if let value = optional(key) { return value }
    let name = YAMLError.quote(key)
    if let entry = entry(key) { throw value.error("\(name) has no value", line: entry.line) }
    // The reading ends here, before a misspelled key would be found at its end.
    let others = entries.filter { !known.contains($0.key) }
    if let near = Spelling.nearest(to: key, among: others.map(\.key)), let entry = entry(near) {
      throw value.error(
        "\(name) is missing; is it misspelled as \(YAMLError.quote(near))?", line: entry.line)
    }
    throw value.error("\(name) is missing")
  }

  /// Keys that are allowed and mean nothing here.
  package func ignore(_ keys: String...) {
    for key in keys { _ = optional(key) }
  }

  private func entry(_ key: String) -> YAMLEntry? { entries.first { $0.key == key } }

  func rejectUnknownKeys() throws(YAMLError) {
    let unknown = entries.filter { !known.contains($0.key) }
    guard let first = unknown.first else { return }
    var reason = "unknown key \(YAMLError.quote(first.key)); "
    if let near = Spelling.nearest(to: first.key, among: known) {
      reason += "did you mean \(YAMLError.quote(near))?"
    } else {
      let keys = known.map(YAMLError.quote).joined(separator: ", ")
      reason += known.isEmpty ? "there are none here" : "known are \(keys)"
    }
    if unknown.count > 1 {
      let others = unknown[1...].prefix(10).map { "\(YAMLError.quote($0.key)) in line \($0.line)" }
      reason += " (unknown too: \(others.joined(separator: ", "))"
      reason += unknown.count > 11 ? " and \(unknown.count - 11) more)" : ")"
    }
    throw value.error(reason, line: first.line)
  }
}

// MARK: - Values by key

extension YAMLMapping {
  package func string(_ key: String) throws(YAMLError) -> String { try required(key).string() }

  package func optionalString(_ key: String) throws(YAMLError) -> String? {
    try optional(key)?.string()
  }

  package func secret(_ key: String) throws(YAMLError) -> Secret { try required(key).secret() }

  package func optionalSecret(_ key: String) throws(YAMLError) -> Secret? {
    try optional(key)?.secret()
  }

  package func bool(_ key: String, default value: Bool) throws(YAMLError) -> Bool {
    try optional(key)?.bool() ?? value
  }

  package func int(
    _ key: String, in range: ClosedRange<Int> = Int.min...Int.max, default value: Int
  ) throws(YAMLError) -> Int {
    try optional(key)?.int(in: range) ?? value
  }

  package func duration(_ key: String, default value: Duration) throws(YAMLError) -> Duration {
    try optional(key)?.duration() ?? value
  }

  /// An absent list is an empty one.
  package func strings(_ key: String, orOne isOneEnough: Bool = false) throws(YAMLError) -> [String]
  {
    try optional(key)?.strings(orOne: isOneEnough) ?? []
  }

  /// An absent list is an empty one.
  package func sequence(_ key: String) throws(YAMLError) -> [YAMLValue] {
    try optional(key)?.sequence() ?? []
  }

  /// A mapping whose keys are names that the user chose; an absent one is empty.
  package func entries(_ key: String) throws(YAMLError) -> [(name: String, value: YAMLValue)] {
    try optional(key)?.entries() ?? []
  }
}
