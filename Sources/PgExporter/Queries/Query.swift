import Shared

/// A query of the user's, and what becomes of the columns that it returns.
struct Query: Hashable, Sendable {
  /// What its families' names begin with.
  let name: String
  /// Its texts, of which the first is asked that is for the server's version.
  let texts: [Text]
  let columns: [QueryColumn]
  /// Whether it is asked only in the database that we are connected to.
  let isMasterOnly: Bool
  /// How long an answer is served again.
  let cache: Duration?
  /// The versions that it is asked on; `nil` for all.
  let versions: VersionRange?
  /// How long the server works on it at most; `nil` for as long as on any other.
  let timeout: Duration?
  /// How many of its rows are read at most.
  let rowLimit: Int

  struct Text: Hashable, Sendable {
    /// `nil` for all versions.
    let versions: VersionRange?
    let sql: String
  }

  /// The text to ask a server of this version, if there is one.
  func text(for version: ServerVersion) -> String? {
    guard versions?.contains(version) ?? true else { return nil }
    return texts.first { $0.versions?.contains(version) ?? true }?.sql
  }

  var labels: [String] { columns.filter { $0.usage == .label }.map(\.name) }
}

/// A column of a query that the file tells of.
struct QueryColumn: Hashable, Sendable {
  let name: String
  let usage: Usage
  let help: String
  /// What stands for the texts of a column that has no numbers.
  var numbers: [String: Double] = [:]

  enum Usage: String, CaseIterable, Sendable {
    case label = "LABEL"
    case counter = "COUNTER"
    case gauge = "GAUGE"
    /// Arrays: bounds, and in the columns `…_bucket`, `…_sum` and `…_count` the rest.
    case histogram = "HISTOGRAM"
    /// Texts that `metric_mapping` has numbers for.
    case mappedMetric = "MAPPEDMETRIC"
    /// Durations as Go writes them.
    case duration = "DURATION"
    case discard = "DISCARD"
    /// Ours: how long ago the value changed.
    case changeAge = "CHANGE_AGE"
  }
}

// MARK: - Families

extension QueryColumn {
  struct Family {
    let name: String
    let kind: MetricKind
    let help: String
  }

  /// What it becomes on the page.
  func families(of query: String) -> [Family] {
    let name = "\(query)_\(name)"
    let help = help.isEmpty ? "The column \(self.name) of the query \(query)." : help
    switch usage {
    case .label, .discard: return []
    case .counter: return [Family(name: name, kind: .counter, help: help)]
    case .gauge, .mappedMetric: return [Family(name: name, kind: .gauge, help: help)]
    case .histogram: return [Family(name: name, kind: .histogram, help: help)]
    case .duration: return [Family(name: "\(name)_milliseconds", kind: .gauge, help: help)]
    case .changeAge:
      return [
        Family(name: "\(name)_age_seconds", kind: .gauge, help: help),
        Family(
          name: "\(name)_change_seen", kind: .gauge,
          help: """
            Whether \(name)_age_seconds counts from a change that was seen; at 0 it counts from when \
            the exporter first looked, and the change was before.
            """),
      ]
    }
  }

  /// The columns of the answer that it is made of.
  var parts: [String] {
    usage == .histogram ? [name, "\(name)_bucket", "\(name)_sum", "\(name)_count"] : [name]
  }
}

// MARK: - Names

enum MetricName {
  static func isValid(_ name: String) -> Bool {
    isName(name.utf8) { $0 == UInt8(ascii: ":") }
  }

  /// Names that begin with two underscores are Prometheus's own.
  static func isValidLabel(_ name: String) -> Bool {
    !name.hasPrefix("__") && isName(name.utf8) { _ in false }
  }

  private static func isName(_ name: String.UTF8View, or also: (UInt8) -> Bool) -> Bool {
    guard let first = name.first, !(0x30...0x39).contains(first) else { return false }
    return name.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"): true
      default: also(byte)
      }
    }
  }
}
