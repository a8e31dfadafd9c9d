import Shared

/// How a connection of HTTP becomes a WebSocket (RFC 6455, section 4).
struct WebSocketHandshake {
  let url: HTTPURL
  var headers: [(name: String, value: Secret)] = []
  /// Sixteen bytes that nobody foresees.
  let nonce: [UInt8]

  /// More than any server means.
  private static let headLimit = 64 << 10

  private var key: String { Base64.text(of: nonce) }

  /// What the server must answer to show that it has understood.
  private var proof: String {
    Base64.text(of: SHA1.digest(Array("\(key)258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8)))
  }

  var request: [UInt8] {
    var lines = ["GET \(url.path) HTTP/1.1"]
    if !headers.contains(where: { $0.name.isEqualIgnoringCase("Host") }) {
      lines.append("Host: \(url.authority)")
    }
    lines += [
      "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: \(key)",
      "Sec-WebSocket-Version: 13",
    ]
    if !headers.contains(where: { $0.name.isEqualIgnoringCase("User-Agent") }) {
      lines.append("User-Agent: \(AppProbe.program.name)/\(Version.number)")
    }
    lines += headers.map { "\($0.name): \($0.value.revealed)" }
    return Array((lines + ["", ""]).joined(separator: "\r\n").utf8)
  }

  /// Asks, and returns what the server answers; what follows stays in the connection.
  func ask(_ connection: ProbeConnection) async throws(ProbeFailure) -> HTTPHead {
    try await connection.send(request)
    var head: HTTPHead?
    var count = 0
    while true {
      while let end = connection.received.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(connection.received[...end])
        connection.drop(line.count)
        count += line.count
        if var known = head, !known.isInterim || !line.span.isBlank {
          if line.span.isBlank { return known }
          known.add(line: line.span)
          head = known
        } else if let first = HTTPHead(statusLine: line.span) {
          head = first
        } else if head == nil || !line.span.isBlank {
          throw ProbeFailure(.protocol, "the answer is not HTTP")
        } else {
          // An interim answer is over, and another one follows.
          head = nil
        }
      }
      guard count + connection.received.count <= Self.headLimit else {
        throw ProbeFailure(.size, "the answer's headers have no end")
      }
      guard try await connection.receive() else {
        throw ProbeFailure(.reset, "\(connection.name) ended the connection before it answered")
      }
    }
  }

  /// Refuses an answer that does not make a WebSocket of the connection.
  func check(_ head: HTTPHead) throws(ProbeFailure) {
    guard head.status == 101 else {
      throw ProbeFailure(
        .status, "the server answered with status \(head.status) where 101 begins a WebSocket")
    }
    let isUpgraded =
      head.header("Upgrade")?.isEqualIgnoringCase("websocket") == true
      && (head.header("Connection") ?? "").split(separator: ",").contains {
        String($0.trimming(while: \.isWhitespace)).isEqualIgnoringCase("upgrade")
      }
    guard isUpgraded, head.header("Sec-WebSocket-Accept")?.hasExactly(proof) == true else {
      throw ProbeFailure(
        .protocol,
        "the server answered with status 101, but its headers do not begin a WebSocket")
    }
  }
}
