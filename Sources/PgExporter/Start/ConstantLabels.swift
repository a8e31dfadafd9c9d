import Shared

/// The labels of `--constantLabels`: `env=prod,cluster=blue`.
enum ConstantLabels {
  private static let flag = "constantLabels"

  /// Names that series have already; a second label of the name would make a page that Prometheus
  /// refuses as a whole.
  static let taken: Set<String> = [
    "application_name", "backend_type", "branch", "client_addr", "code", "collector", "context",
    "database", "datid", "datname", "filename", "goarch", "goos", "goversion", "hashsum",
    "indexrelname", "invalidation_reason", "le", "lock_type", "locktype", "mode", "object",
    "phase", "pid", "quantile", "query", "queryid", "reason", "relname", "revision", "right",
    "rolname", "schemaname", "server", "short_version", "slot_name", "slot_type", "slru", "state",
    "status", "subname", "tags", "upstream_host", "usename", "user", "version", "wait_event",
    "wait_event_type", "wal_status",
  ]

  static func parse(_ text: String) throws(FlagError) -> [(name: String, value: String)] {
    var labels: [(name: String, value: String)] = []
    for pair in text.split(separator: ",") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else {
        throw FlagError(flag: flag, reason: "'\(pair)' is no NAME=VALUE; commas separate them")
      }
      let name = trimmed(parts[0])
      guard isName(name) else {
        throw FlagError(
          flag: flag, reason: "'\(name)' cannot be a label: letters, digits and _ can")
      }
      guard !taken.contains(name) else {
        throw FlagError(
          flag: flag, reason: "series have a label '\(name)' of their own; take another name")
      }
      guard !labels.contains(where: { $0.name == name }) else {
        throw FlagError(flag: flag, reason: "'\(name)' is there twice")
      }
      labels.append((name, trimmed(parts[1])))
    }
    return labels
  }

  private static func isName(_ name: String) -> Bool {
    !name.hasPrefix("__") && name.utf8.first.map { !(0x30...0x39).contains($0) } == true
      && name.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == UInt8(ascii: "_")
      }
  }

  private static func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
  }
}
