/// A method call on the bus, all of whose arguments are strings.
struct BusCall: Sendable {
  let path: String
  let interface: String
  let member: String
  var arguments: [String] = []

  /// Asks an object for one of its properties, which comes as a variant.
  static func property(_ name: String, of interface: String, at path: String) -> BusCall {
    BusCall(
      path: path, interface: "org.freedesktop.DBus.Properties", member: "Get",
      arguments: [interface, name])
  }
}

/// A bus, or somebody on it, that does not do what it is asked.
struct BusError: Error, Equatable, CustomStringConvertible {
  /// The bus's address.
  let bus: String
  /// What was attempted, such as `connect` or a method's name.
  let attempt: String
  let reason: String
  /// Whether the connection is gone, so that a new one may do better.
  var isDisconnection = false

  var description: String { "bus \(bus): \(attempt): \(reason)" }
}
