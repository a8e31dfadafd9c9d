/// What the head of a request says about the bytes that follow it.
struct HTTPFraming: Equatable, Sendable {
  /// Bytes of the body.
  var contentLength = 0
  /// Whether the client wants to send another request on the connection.
  var keepsAlive = true
  /// Whether the client waits for `100 Continue` before it sends the body.
  var expectsContinue = false

  /// Reads the fields that matter for it. A head that two servers could read differently is
  /// refused: behind a proxy, the rest of one client's request would become another's.
  init(
    _ line: HTTPRequestLine, _ fields: HTTPFields, in head: Span<UInt8>, bodyLimit: Int
  ) throws(HTTPRejection) {
    var hosts = 0
    var length: Int?
    var codings = ""
    var saysClose = false
    var saysKeepAlive = false
    var expectation: String?

    try fields.forEach(in: head) { (name, value) throws(HTTPRejection) in
      if name.isToken("host" as StaticString) {
        hosts += 1
        for index in value.indices where !value[index].isHostCharacter {
          throw .malformed("The Host field is not a host.")
        }
      } else if name.isToken("connection" as StaticString) {
        Self.forEachElement(of: value) { element in
          if element.isToken("close" as StaticString) { saysClose = true }
          if element.isToken("keep-alive" as StaticString) { saysKeepAlive = true }
        }
      } else if name.isToken("content-length" as StaticString) {
        let found = try Self.length(value, limit: bodyLimit)
        if let length, length != found {
          throw .malformed("The request has two different lengths.")
        }
        length = found
      } else if name.isToken("transfer-encoding" as StaticString) {
        codings += (codings.isEmpty ? "" : ",") + String(copying: value)
        if value.isEmpty { codings += "," }
      } else if name.isToken("expect" as StaticString) {
        expectation = String(copying: value)
      }
    }

    guard hosts == 1 || (hosts == 0 && line.isVersion10) else {
      throw .malformed("The request needs exactly one Host field.")
    }
    if !codings.isEmpty {
      try Self.refuse(codings: codings, hasLength: length != nil, isVersion10: line.isVersion10)
    }
    if (length ?? 0) > bodyLimit {
      throw HTTPRejection(.contentTooLarge, "The request's body is over \(bodyLimit) bytes.")
    }
    if let expectation, !line.isVersion10 {
      guard expectation.lowercased() == "100-continue" else {
        throw HTTPRejection(.expectationFailed, "Only the expectation 100-continue is known.")
      }
      expectsContinue = true
    }
    contentLength = length ?? 0
    keepsAlive = !saysClose && (saysKeepAlive || !line.isVersion10)
  }

  private static func length(_ value: Span<UInt8>, limit: Int) throws(HTTPRejection) -> Int {
    guard !value.isEmpty else { throw .malformed("The Content-Length is not a number.") }
    var length = 0
    for index in value.indices {
      guard value[index].isDigit else { throw .malformed("The Content-Length is not a number.") }
      // Everything over the limit is alike.
      length = min(length * 10 + Int(value[index] - UInt8(ascii: "0")), limit + 1)
    }
    return length
  }

  /// Nobody who scrapes sends a body in chunks, so its length is asked for instead.
  private static func refuse(
    codings: String, hasLength: Bool, isVersion10: Bool
  ) throws(HTTPRejection) {
    guard !hasLength else {
      throw .malformed("The request has both a Content-Length and a Transfer-Encoding.")
    }
    guard !isVersion10 else { throw .malformed("HTTP/1.0 has no Transfer-Encoding.") }
    let names = codings.split(separator: ",").map { part in
      part.lowercased().filter { $0 != " " && $0 != "\t" }
    }
    if names.contains(where: { $0 != "chunked" }) {
      guard names.dropLast().allSatisfy({ $0 != "chunked" }) else {
        throw .malformed("The Transfer-Encoding does not end with chunked.")
      }
      throw HTTPRejection(.notImplemented, "The transfer coding is not known.")
    }
    guard names.count == 1 else { throw .malformed("The Transfer-Encoding is not a list.") }
    throw HTTPRejection(.lengthRequired, "Send the body with a Content-Length.")
  }

  private static func forEachElement(of list: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
    var rest = TextCursor(list)
    while !rest.isAtEnd {
      let element = rest.slice(upTo: ",").bytes
      var end = element.count
      while end > 0, element[end - 1] == .space || element[end - 1] == .tab { end -= 1 }
      body(element.extracting(first: end))
    }
  }
}
