import ArgumentParser

/// The flags of the collectors, each group declared in its collector's file.
struct HostOptions: ParsableArguments, Sendable {
  /// The flags that take no value.
  static let switches: [String] = []
}
