import Shared

/// The server's version as labels, from `version()`.
struct StaticCollector: PgCollector {
  let name = "static"

  func statements(for server: ServerInfo) -> [Statement] { ["SELECT version()"] }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    metrics.family("pg_static", .untyped, "Always 1, labelled with the server's version.")
    for row in try answers.rows() {
      guard let version = row.text(0) else { continue }
      metrics.sample(
        1,
        Labels(
          pairs: [
            (name: "version", value: version),
            (name: "short_version", value: answers.server.version.semantic),
          ] + answers.server.serverLabels))
    }
  }
}

extension ServerVersion {
  /// Three numbers, as semantic versions have them: `15.4.0`, or `9.6.24` before version 10.
  fileprivate var semantic: String { number >= 100000 ? "\(self).0" : "\(self)" }
}
