import TestSupport

/// A page of the metrics of a server: what is on it, whether the server is up, and which collectors
/// failed.
struct MetricsPage {
  /// How an exporter calls what all of them tell.
  struct Names: Sendable {
    /// What the names of a server's own metrics start with.
    let prefix: String
    /// What those of the collectors' outcomes start with.
    let collector: String
    /// What those start with that have the prefix, and are of the exporter and its scrapes.
    let own: [String]

    static let pg = Names(
      prefix: "pg_", collector: "pg_scrape_collector_", own: ["up", "exporter_", "scrape_"])
    static let redis = Names(
      prefix: "redis_", collector: "redis_exporter_scrape_collector_",
      own: ["up ", "exporter_", "target_"])
  }

  let text: String
  let samples: [String]
  private let names: Names

  init(_ text: String, _ names: Names) {
    self.text = text
    self.names = names
    samples = TestSupport.samples(text)
  }

  /// The value of a series.
  subscript(series: String) -> String? {
    samples.first { $0.hasPrefix("\(series) ") }.map { String($0.dropFirst(series.count + 1)) }
  }

  /// The series of a family.
  func lines(_ family: String) -> [String] {
    samples.filter { $0.hasPrefix("\(family) ") || $0.hasPrefix("\(family){") }
  }

  /// The series of all families whose names begin so.
  func family(prefix: String) -> [String] { samples.filter { $0.hasPrefix(prefix) } }

  var isUp: Bool { self["\(names.prefix)up"] == "1" }

  /// Collectors that failed.
  var failed: [String] { collectors("failed", "1") }
  var succeeded: [String] { collectors("success", "1") }
  /// Collectors that failed, or whose source the server does not have.
  var unsuccessful: [String] { collectors("success", "0") }

  private func collectors(_ outcome: String, _ value: String) -> [String] {
    lines(names.collector + outcome).filter { $0.hasSuffix(" \(value)") }
      .compactMap { $0.split(separator: "\"").dropFirst().first.map(String.init) }
  }

  /// What came from the server itself: not of the exporter, and not about its scrape.
  var fromServer: [String] {
    family(prefix: names.prefix).filter { line in
      !names.own.contains { line.hasPrefix(names.prefix + $0) }
    }
  }
}
