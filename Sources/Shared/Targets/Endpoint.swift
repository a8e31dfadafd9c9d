/// A server by its host and port, as a target's list and a request name it.
package struct Endpoint: Sendable, Equatable, CustomStringConvertible {
  package let host: String
  package let port: UInt16

  package init(host: String, port: UInt16) {
    self.host = host
    self.port = port
  }

  /// As the Go exporters write it: an IPv6 address has no brackets.
  package var description: String { "\(host):\(port)" }
}
