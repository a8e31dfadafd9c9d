/// A source of metrics that is read afresh on every scrape.
///
/// A collector is a value that got its options in `init`. It has three outcomes: it returns, and
/// its families are served; it throws ``Absent``, and the page is served without it; it throws
/// anything else, and it is reported as failed. What it had written before it threw is withdrawn,
/// unless what it throws is ``Partial``.
/// One collector may be asked to collect on several threads at once.
package protocol Collector: Sendable {
  /// The value of the `collector` label on the scrape's own metrics.
  var name: String { get }

  /// Reads the source and writes its metric families.
  func collect(into metrics: inout MetricWriter) throws
}

/// A collector whose source can keep it waiting: a mount, a bus, a database.
///
/// It runs on a thread of its own and must come back by the deadline by itself. One that does not
/// is left behind and reported as failed, and is not asked again until it has come back.
package protocol BlockingCollector: Collector {
  func collect(into metrics: inout MetricWriter, by deadline: Deadline) throws
}

extension BlockingCollector {
  package func collect(into metrics: inout MetricWriter) throws {
    try collect(into: &metrics, by: Deadline(in: .seconds(10)))
  }
}

/// Thrown by a collector whose source does not exist on this machine, which is no failure.
package struct Absent: Error, Equatable, CustomStringConvertible {
  package let description: String

  /// - Parameter description: What is not there, e.g. `/proc/net/stat/nf_conntrack`.
  package init(_ description: String) {
    self.description = description
  }
}

/// Thrown at its end by a collector that could read only a part: what it wrote is served, and it is
/// reported as failed, so that nobody takes the part for the whole.
package struct Partial: Error, CustomStringConvertible {
  package let description: String

  /// - Parameter error: What went wrong with the other part; the first one when there are several.
  package init(_ error: any Error) {
    description = "\(error)"
  }
}

extension Absent {
  /// What `body` returns, or `nothing` where its source does not exist: for a collector that
  /// node_exporter calls a success on machines without such a thing, so that an alert on
  /// `node_scrape_collector_success` says the same.
  package static func or<Result>(_ nothing: Result, _ body: () throws -> Result) rethrows -> Result
  {
    do { return try body() } catch is Absent { return nothing }
  }
}
