/// The instances of templates that should be active and were seen once.
///
/// Of `worker@1.service` nothing is left once it is stopped: systemd forgets the unit, and it has no
/// file of its own. Its series must become 0 all the same, also over a new connection.
struct ExpectedInstances: Sendable {
  /// Whoever makes instances without end has series for so many of them.
  static let limit = 1000

  private var names: Set<String> = []

  /// Adds those that are gone to the units that should be active, and remembers the others.
  ///
  /// - Parameter expected: In order of names.
  mutating func complete(_ expected: inout [(name: String, isUp: Bool)]) {
    var gone = names
    for (name, _) in expected where gone.remove(name) == nil {
      if Self.isInstance(name), names.count < Self.limit { names.insert(name) }
    }
    guard !gone.isEmpty else { return }
    expected += gone.map { ($0, false) }
    expected.sort { $0.name < $1.name }
  }

  private static func isInstance(_ name: String) -> Bool { name.utf8.contains(UInt8(ascii: "@")) }
}
