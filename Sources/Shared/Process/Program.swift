/// What an exporter is called, where it listens and what its own metrics start with.
package struct Program: Sendable {
  /// The command, e.g. `node-exporter`.
  package let name: String
  /// The prefix of its metrics, e.g. `node`.
  package let namespace: String
  /// The metric that names its version; upstream's name is not always the prefix's.
  package let buildInfo: String
  package let defaultPort: UInt16
  /// One sentence for `--help` and the landing page.
  package let purpose: String

  package init(
    name: String, namespace: String, buildInfo: String, defaultPort: UInt16, purpose: String
  ) {
    self.name = name
    self.namespace = namespace
    self.buildInfo = buildInfo
    self.defaultPort = defaultPort
    self.purpose = purpose
  }

  func writeBuildInfo(into metrics: inout MetricWriter) {
    metrics.family(buildInfo, .gauge, "Always 1; the labels tell which build of \(name) this is.")
    var labels: [(name: String, value: String)] = []
    if let revision = Version.revision { labels.append(("revision", revision)) }
    labels.append(("version", Version.number))
    metrics.sample(1, Labels(pairs: labels))
  }
}
