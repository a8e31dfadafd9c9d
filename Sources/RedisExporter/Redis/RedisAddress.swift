import Shared

/// Where a server is, over what, and as whom to log in.
struct RedisAddress: Sendable, Equatable {
  enum Place: Hashable, Sendable {
    case tcp(host: String, port: UInt16)
    case unix(path: String)
  }

  static let defaultPort: UInt16 = 6379

  var place: Place
  var usesTLS = false
  var user: String?
  var password: Secret?
  /// What is selected after logging in.
  var database = 0

  /// Reads `redis://user:password@host:port/database`, `rediss://` with TLS, `valkey://` and
  /// `valkeys://` as these, `unix:///path`, or `host:port`.
  init(_ text: String) throws(RedisAddressError) {
    guard !text.utf8.contains(where: { $0 < 0x21 || $0 == 0x7F }) else {
      throw RedisAddressError("has blanks or control characters")
    }
    let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
    let scheme = parts.count > 1 ? parts[0].lowercased() : "redis"
    // SwiftPM's String.split by a string needs the standard library's own, hence the index.
    var rest = parts.count > 1 ? parts[1] : text[...]
    switch scheme {
    case "redis", "valkey", "tcp": break
    case "rediss", "valkeys": usesTLS = true
    case "unix":
      guard rest.hasPrefix("/"), rest.utf8.count < 108 else {
        throw RedisAddressError(
          "needs the socket's path, of 107 bytes at most: unix:///run/redis.sock")
      }
      place = .unix(path: String(rest))
      return
    default:
      throw RedisAddressError("has a scheme that is none of redis, rediss, valkey, valkeys, unix")
    }
    if let at = rest.lastIndex(of: "@") {
      let login = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      rest = rest[rest.index(after: at)...]
      if let name = login.first, !name.isEmpty { user = try Self.decoded(name) }
      if login.count > 1, !login[1].isEmpty { password = Secret(try Self.decoded(login[1])) }
    }
    rest = rest.prefix { $0 != "?" && $0 != "#" }
    if let slash = rest.firstIndex(of: "/") {
      let path = rest[rest.index(after: slash)...]
      rest = rest[..<slash]
      if !path.isEmpty {
        guard let number = Int(path), number >= 0, path.first != "+" else {
          throw RedisAddressError("has no number of a database behind its slash")
        }
        database = number
      }
    }
    place = try Self.place(rest)
  }

  private static func place(_ text: Substring) throws(RedisAddressError) -> Place {
    var host = text
    var port: Substring?
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { throw RedisAddressError("lacks a ]") }
      host = text[text.index(after: text.startIndex)..<end]
      let behind = text[text.index(after: end)...]
      guard behind.isEmpty || behind.hasPrefix(":") else {
        throw RedisAddressError("is no host:port")
      }
      port = behind.isEmpty ? nil : behind.dropFirst()
    } else if let colon = text.firstIndex(of: ":") {
      // More than one: an IPv6 address without brackets.
      if colon == text.lastIndex(of: ":") {
        host = text[..<colon]
        port = text[text.index(after: colon)...]
      }
    }
    var number = defaultPort
    if let port, !port.isEmpty {
      guard let value = UInt16(port), value > 0 else {
        throw RedisAddressError("has no port from 1 to 65535 behind its colon")
      }
      number = value
    }
    return .tcp(host: host.isEmpty ? "localhost" : String(host), port: number)
  }

  private static func decoded(_ text: Substring) throws(RedisAddressError) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = String(Substring(rest.prefix(2)))
      guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else {
        throw RedisAddressError("has a % that no two hexadecimal digits follow; write %25 for it")
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// How it is called in logs and errors: without user, password and database.
  var label: String {
    switch place {
    case .tcp(let host, let port):
      (usesTLS ? "rediss://" : "redis://") + (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    case .unix(let path): "unix://\(path)"
    }
  }

  /// The server that a target's list may name; `nil` for a local socket.
  var endpoint: Endpoint? {
    if case .tcp(let host, let port) = place { Endpoint(host: host, port: port) } else { nil }
  }
}

/// Why a text is no address. It never quotes the text, which may hold a password.
struct RedisAddressError: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ reason: String) {
    description =
      "the address of a Redis server \(reason); write redis://host:6379, rediss://, "
      + "unix:///path or host:port"
  }
}
