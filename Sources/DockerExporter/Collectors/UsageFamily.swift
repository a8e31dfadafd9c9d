import Shared

/// A family with one sample for each container, made from what was read of it.
struct UsageFamily<Reading>: Sendable {
  let name: String
  let kind: MetricKind
  let help: String
  /// `nil` where the kernel does not tell.
  let value: @Sendable (Reading) -> Double?

  static func counter(
    _ name: String, _ help: String, _ value: @escaping @Sendable (Reading) -> Double?
  ) -> Self {
    Self(name: name, kind: .counter, help: help, value: value)
  }

  static func counter(
    _ name: String, _ help: String, _ value: @escaping @Sendable (Reading) -> UInt64?
  ) -> Self {
    Self(name: name, kind: .counter, help: help) { value($0).map { Double($0) } }
  }

  static func gauge(
    _ name: String, _ help: String, _ value: @escaping @Sendable (Reading) -> Double?
  ) -> Self {
    Self(name: name, kind: .gauge, help: help, value: value)
  }

  static func gauge(
    _ name: String, _ help: String, _ value: @escaping @Sendable (Reading) -> UInt64?
  ) -> Self {
    Self(name: name, kind: .gauge, help: help) { value($0).map { Double($0) } }
  }
}

extension MetricWriter {
  /// Writes families one after the other, each with the containers in their order.
  mutating func write<Reading>(
    _ families: [UsageFamily<Reading>], _ rows: [(ObservedContainer, Reading)]
  ) {
    for family in families {
      self.family(family.name, family.kind, family.help)
      for (observed, reading) in rows {
        if let value = family.value(reading) { sample(value, observed.labels) }
      }
    }
  }
}
