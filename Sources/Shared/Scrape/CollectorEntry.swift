/// One line of an exporter's list of collectors: what it is called, whether it runs unasked, and
/// how it is made.
///
/// - Parameters:
///   - Context: What a collector is made from.
///   - Made: The exporter's kind of collector.
package struct CollectorEntry<Context, Made>: Sendable {
  package let name: String
  package let isOnByDefault: Bool
  /// One line for `--help`.
  package let summary: String
  package let make: @Sendable (Context) throws -> Made

  package static func on(
    _ name: String, _ summary: String, _ make: @escaping @Sendable (Context) throws -> Made
  ) -> Self {
    Self(name: name, isOnByDefault: true, summary: summary, make: make)
  }

  package static func off(
    _ name: String, _ summary: String, _ make: @escaping @Sendable (Context) throws -> Made
  ) -> Self {
    Self(name: name, isOnByDefault: false, summary: summary, make: make)
  }
}
