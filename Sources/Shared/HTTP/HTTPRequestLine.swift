/// The first line of a request: `GET /metrics?collect[]=cpu HTTP/1.1`.
struct HTTPRequestLine: Equatable, Sendable {
  var method = ""
  /// Percent-decoded. Empty for CONNECT, `*` for `OPTIONS *`.
  var path = ""
  /// Still percent-encoded, without its question mark.
  var query = ""
  var isVersion10 = false

  init() {}

  /// Reads the line, which comes without its line end and was searched for control characters.
  init(_ line: Span<UInt8>) throws(HTTPRejection) {
    var methodEnd = 0
    while methodEnd < line.count, line[methodEnd].isTokenCharacter { methodEnd += 1 }
    guard methodEnd > 0, methodEnd <= 32, methodEnd < line.count, line[methodEnd] == .space else {
      throw .malformed("The request does not start with a method.")
    }
    method = String(copying: line.extracting(first: methodEnd))

    var targetEnd = methodEnd + 1
    while targetEnd < line.count, line[targetEnd].isTargetCharacter { targetEnd += 1 }
    guard targetEnd < line.count, line[targetEnd] == .space else {
      throw .malformed("The request's target has a character that must be percent-encoded.")
    }
    isVersion10 = try Self.isVersion10(line.extracting((targetEnd + 1)...))
    try read(target: line.extracting(methodEnd + 1..<targetEnd))
  }

  private static func isVersion10(_ text: Span<UInt8>) throws(HTTPRejection) -> Bool {
    var version = TextCursor(text)
    guard version.take(prefix: "HTTP/"), version.bytes.count == 3, version.bytes[0].isDigit,
      version.bytes[1] == UInt8(ascii: "."), version.bytes[2].isDigit
    else { throw .malformed("The request line does not end with a version such as HTTP/1.1.") }
    guard version.bytes[0] == UInt8(ascii: "1") else {
      throw HTTPRejection(.versionNotSupported, "This server speaks HTTP/1.1 and HTTP/1.0.")
    }
    return version.bytes[2] == UInt8(ascii: "0")
  }

  /// Takes apart the four forms of RFC 9112, section 3.2.
  private mutating func read(target: Span<UInt8>) throws(HTTPRejection) {
    if method == "CONNECT" { return }
    if method == "OPTIONS", target.count == 1, target[0] == UInt8(ascii: "*") {
      path = "*"
      return
    }
    var rest = target
    if !rest.isEmpty, rest[0] != UInt8(ascii: "/") {
      rest = try Self.afterAuthority(rest)
      if rest.isEmpty || rest[0] != UInt8(ascii: "/") { path = "/" }
    }
    guard !rest.isEmpty || !path.isEmpty else {
      throw .malformed("The request has no target.")
    }

    var pathEnd = 0
    while pathEnd < rest.count, rest[pathEnd] != UInt8(ascii: "?") { pathEnd += 1 }
    if pathEnd > 0 {
      guard let decoded = String(percentDecoding: rest.extracting(first: pathEnd)),
        !decoded.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
      else { throw .malformed("The request's path is not percent-encoded UTF-8.") }
      path = decoded
    }
    if pathEnd < rest.count { query = String(copying: rest.extracting((pathEnd + 1)...)) }
  }

  /// What follows `http://host:port` in the absolute form, which clients send to proxies.
  @_lifetime(copy target)
  private static func afterAuthority(
    _ target: Span<UInt8>
  ) throws(HTTPRejection) -> Span<UInt8> {
    for scheme: StaticString in ["http://", "https://"] {
      let length = scheme.utf8CodeUnitCount
      guard target.count > length, target.extracting(first: length).isToken(scheme) else {
        continue
      }
      var end = length
      while end < target.count, target[end] != UInt8(ascii: "/"), target[end] != UInt8(ascii: "?") {
        end += 1
      }
      if end > length { return target.extracting(end...) }
    }
    throw .malformed("The request's target is neither a path nor an http address.")
  }
}
