import Shared

/// A field of `INFO` that is a metric, and how its value becomes the metric's.
struct InfoField: Sendable {
  /// From the server's unit to Prometheus's base unit.
  enum Conversion: Sendable {
    case plain, microseconds, milliseconds, percent, kibibytes
    /// -1 stands for what is not there.
    case notNegative
  }

  let key: String
  let header: FamilyHeader
  let conversion: Conversion

  private init(_ key: String, _ header: FamilyHeader, _ conversion: Conversion) {
    self.key = key
    self.header = header
    self.conversion = conversion
  }

  static func gauge(
    _ key: String, _ name: String, _ help: String, _ conversion: Conversion = .plain
  ) -> InfoField {
    InfoField(key, FamilyHeader(name, .gauge, help), conversion)
  }

  static func counter(
    _ key: String, _ name: String, _ help: String, _ conversion: Conversion = .plain
  ) -> InfoField {
    InfoField(key, FamilyHeader(name, .counter, help), conversion)
  }

  /// Writes the family, unless the value is no number.
  func write(_ value: Span<UInt8>, into metrics: inout MetricWriter) {
    switch conversion {
    case .plain:
      if let number = NumberText(info: value) { metrics.single(header, number) }
    case .notNegative:
      guard value.isEmpty || value[0] != UInt8(ascii: "-") else { return }
      if let number = NumberText(info: value) { metrics.single(header, number) }
    case .microseconds: scaled(value, by: { $0 / 1_000_000 }, into: &metrics)
    case .milliseconds: scaled(value, by: { $0 / 1_000 }, into: &metrics)
    case .percent: scaled(value, by: { $0 / 100 }, into: &metrics)
    case .kibibytes: scaled(value, by: { $0 * 1024 }, into: &metrics)
    }
  }

  private func scaled(
    _ value: Span<UInt8>, by scale: (Double) -> Double, into metrics: inout MetricWriter
  ) {
    if let number = Double(String(copying: value)) { metrics.single(header, scale(number)) }
  }
}
