/// An echo request, and the reply that it is to have (RFC 792, RFC 4443).
struct EchoMessage: Sendable, Equatable {
  /// Bytes before the payload.
  static let headerSize = 8
  /// What blackbox_exporter sends, unless it is told otherwise.
  static let usualPayloadSize = 28

  let version: IPPreference.Version
  let id: UInt16
  let sequence: UInt16
  let payload: [UInt8]

  /// One that no other has been like: who hears the replies to all can tell its own.
  init(_ version: IPPreference.Version, payloadSize: Int) {
    self.version = version
    id = .random(in: .min ... .max)
    sequence = .random(in: .min ... .max)
    var token = UInt64.random(in: .min ... .max)
    payload = (0..<payloadSize).map { index in
      // After the token, the alphabet.
      guard index < 8 else { return UInt8(ascii: "a") + UInt8(index % 26) }
      defer { token >>= 8 }
      return UInt8(truncatingIfNeeded: token)
    }
  }

  var request: [UInt8] {
    var bytes: [UInt8] = [version == .ip4 ? 8 : 128, 0, 0, 0]
    for number in [id, sequence] { bytes += [UInt8(number >> 8), UInt8(number & 0xFF)] }
    bytes += payload
    // Of version 6 the kernel does it, which knows the addresses that go into it.
    if version == .ip4 {
      let sum = Self.checksum(bytes)
      (bytes[2], bytes[3]) = (UInt8(sum >> 8), UInt8(sum & 0xFF))
    }
    return bytes
  }

  /// Whether a message that was received is the reply.
  ///
  /// - Parameter checksID: Not for a socket whose id the kernel has chosen, and looks after.
  func isAnswered(by message: ArraySlice<UInt8>, checksID: Bool) -> Bool {
    let message = Array(message)
    guard message.count == Self.headerSize + payload.count,
      message[0] == (version == .ip4 ? 0 : 129), message[1] == 0
    else { return false }
    let replyID = UInt16(message[4]) << 8 | UInt16(message[5])
    let replySequence = UInt16(message[6]) << 8 | UInt16(message[7])
    return (!checksID || replyID == id) && replySequence == sequence
      && message[Self.headerSize...].elementsEqual(payload)
  }

  /// RFC 1071.
  static func checksum(_ bytes: [UInt8]) -> UInt16 {
    var sum: UInt32 = 0
    for index in stride(from: 0, to: bytes.count, by: 2) {
      let low = index + 1 < bytes.count ? bytes[index + 1] : 0
      sum += UInt32(bytes[index]) << 8 | UInt32(low)
      sum = sum & 0xFFFF + sum >> 16
    }
    return ~UInt16(sum & 0xFFFF + sum >> 16)
  }
}
