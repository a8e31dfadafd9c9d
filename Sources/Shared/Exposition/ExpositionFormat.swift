/// A format in which a page of metrics is answered.
package enum ExpositionFormat: Sendable {
  case text, openMetrics
}

extension Exposition {
  /// The page in a format.
  package func rendered(as format: ExpositionFormat) -> [UInt8] {
    switch format {
    case .text: bytes
    case .openMetrics: openMetrics()
    }
  }
}
