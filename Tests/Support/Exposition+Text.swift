package import Shared

/// The text format of what `write` writes.
package func exposition(_ write: (inout MetricWriter) throws -> Void) rethrows -> String {
  var metrics = MetricWriter()
  try write(&metrics)
  return String(decoding: metrics.written.bytes, as: UTF8.self)
}

/// The text format of one scrape of `collector`.
package func exposition(of collector: some Collector) throws -> String {
  try exposition { metrics in try collector.collect(into: &metrics) }
}

/// The sample lines of `text`, without HELP and TYPE.
package func samples(_ text: String) -> [String] {
  text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
}

/// What a collector serves of a source that it could read only a part of.
package struct PartialExposition {
  /// The text format.
  package let text: String
  /// What ``Partial`` says of the rest; `nil` where the collector did not throw it.
  package private(set) var reason: String?

  package init(of collector: some Collector) throws {
    var metrics = MetricWriter()
    var reason: String?
    do {
      try collector.collect(into: &metrics)
    } catch let error as Partial {
      reason = error.description
    }
    text = String(decoding: metrics.written.bytes, as: UTF8.self)
    self.reason = reason
  }
}
