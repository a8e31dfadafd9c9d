import Shared

/// A piece of a message, or a word between the two sides (RFC 6455, section 5).
struct WebSocketFrame: Equatable {
  enum Kind: UInt8 {
    case continuation = 0
    case text, binary
    case close = 8
    case ping, pong

    /// Whether it is a word between the two sides, which may come in the middle of a message.
    var isControl: Bool { rawValue >= 8 }
  }

  let kind: Kind
  /// Whether nothing more of its message follows.
  var isFinal = true
  var payload: [UInt8] = []

  /// As a client sends it.
  ///
  /// - Parameter mask: Four bytes that the server cannot foresee.
  func bytes(mask: [UInt8]) -> [UInt8] {
    var bytes = [kind.rawValue | (isFinal ? 0x80 : 0)]
    switch payload.count {
    case ...125: bytes.append(0x80 | UInt8(payload.count))
    case ...0xFFFF: bytes += [0x80 | 126] + Self.number(payload.count, count: 2)
    default: bytes += [0x80 | 127] + Self.number(payload.count, count: 8)
    }
    bytes += mask
    for (index, byte) in payload.enumerated() { bytes.append(byte ^ mask[index & 3]) }
    return bytes
  }

  private static func number(_ number: Int, count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }
}

// MARK: - Of a server

extension WebSocketFrame {
  /// The first frame in what a server sent, and how many bytes it takes; `nil` when there is not all of it.
  static func first(
    in bytes: ArraySlice<UInt8>
  ) throws(ProbeFailure) -> (frame: WebSocketFrame, count: Int)? {
    let start = bytes.startIndex
    guard bytes.count >= 2 else { return nil }
    let (first, second) = (bytes[start], bytes[start + 1])
    guard first & 0x70 == 0, let kind = Kind(rawValue: first & 0x0F) else {
      throw malformed("a frame is of a kind that there is not")
    }
    guard second & 0x80 == 0 else { throw malformed("a server masks no frames") }
    let isFinal = first & 0x80 != 0
    guard !kind.isControl || (isFinal && second <= 125) else {
      throw malformed("a control frame is in pieces or too long")
    }
    let extra = second < 126 ? 0 : second == 126 ? 2 : 8
    guard bytes.count >= 2 + extra else { return nil }
    let length =
      extra == 0
      ? UInt64(second) : bytes[start + 2..<start + 2 + extra].reduce(0) { $0 << 8 | UInt64($1) }
    guard length <= ProbeConnection.limit else {
      throw ProbeFailure(
        .size, "a frame of the WebSocket is longer than \(ProbeConnection.limit) bytes")
    }
    let end = 2 + extra + Int(length)
    guard bytes.count >= end else { return nil }
    let payload = Array(bytes[start + 2 + extra..<start + end])
    return (WebSocketFrame(kind: kind, isFinal: isFinal, payload: payload), end)
  }

  static func malformed(_ reason: String) -> ProbeFailure {
    ProbeFailure(.protocol, "what came is not of a WebSocket: \(reason)")
  }

  /// Why the other side ends the connection, where it says so.
  var closing: String {
    guard payload.count >= 2 else { return "" }
    let code = Int(payload[0]) << 8 | Int(payload[1])
    let words = String(decoding: payload[2...], as: UTF8.self)
    return OneLine.of(words.isEmpty ? " with \(code)" : " with \(code): \(words)") { $0 }
  }
}
