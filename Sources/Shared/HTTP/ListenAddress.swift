/// Where to listen, as `--web.listen-address` says it.
package enum ListenAddress: Hashable, Sendable, CustomStringConvertible {
  /// Without a host: on every address of the machine. Port 0 lets the kernel choose.
  case tcp(host: String?, port: UInt16)
  case unix(path: String)

  /// Reads `:9100`, `127.0.0.1:9100`, `[::1]:9100`, `localhost:9100` or `unix:/run/vigie.sock`.
  package init(_ text: String) throws(ListenAddressError) {
    if text.hasPrefix("unix:") {
      let path = String(text.dropFirst("unix:".count))
      guard path.hasPrefix("/"), !path.utf8.contains(0), path.utf8.count < 108 else {
        throw ListenAddressError(text, "a socket's path starts with / and is at most 107 bytes")
      }
      self = .unix(path: path)
      return
    }
    guard let colon = text.lastIndex(of: ":") else {
      throw ListenAddressError(text, "the port is missing")
    }
    let digits = text[text.index(after: colon)...]
    guard !digits.isEmpty, digits.utf8.allSatisfy(\.isDigit), let port = UInt16(digits) else {
      throw ListenAddressError(text, "the port is not a number up to 65535")
    }
    let host = text[..<colon]
    if host.isEmpty {
      self = .tcp(host: nil, port: port)
    } else if host.hasPrefix("["), host.hasSuffix("]"), host.contains(":") {
      self = .tcp(host: String(host.dropFirst().dropLast()), port: port)
    } else if host.contains(where: { ":[]/ ".contains($0) }) {
      throw ListenAddressError(text, "the host is not a name or an address")
    } else {
      self = .tcp(host: String(host), port: port)
    }
  }

  /// As it is written in the flag.
  package var description: String {
    switch self {
    case .tcp(nil, let port): ":\(port)"
    case .tcp(let host?, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix(let path): "unix:\(path)"
    }
  }
}

/// A text that is not an address to listen on.
package struct ListenAddressError: Error, Equatable, CustomStringConvertible {
  package let text: String
  package let reason: String

  init(_ text: String, _ reason: String) {
    self.text = text
    self.reason = reason
  }

  package var description: String {
    "'\(text)' is not an address to listen on: \(reason); "
      + "write :9100, 127.0.0.1:9100, [::1]:9100, localhost:9100 or unix:/path"
  }
}
