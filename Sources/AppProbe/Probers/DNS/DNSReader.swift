/// What is not a message of DNS.
struct MalformedDNSMessage: Error, Equatable {
  let description: String
}

/// Reads a message from its beginning; nothing in it can lead out of it or around in circles.
struct DNSReader {
  private let message: [UInt8]
  private(set) var position = 0

  init(_ message: [UInt8], at position: Int = 0) {
    self.message = message
    self.position = position
  }

  mutating func byte() throws(MalformedDNSMessage) -> UInt8 {
    guard position < message.count else { throw Self.isTooShort }
    defer { position += 1 }
    return message[position]
  }

  mutating func number16() throws(MalformedDNSMessage) -> UInt16 {
    UInt16(try byte()) << 8 | UInt16(try byte())
  }

  mutating func number32() throws(MalformedDNSMessage) -> UInt32 {
    UInt32(try number16()) << 16 | UInt32(try number16())
  }

  mutating func bytes(_ count: Int) throws(MalformedDNSMessage) -> [UInt8] {
    guard count >= 0, count <= message.count - position else { throw Self.isTooShort }
    defer { position += count }
    return Array(message[position..<position + count])
  }

  /// A text with its length before it.
  mutating func characterString() throws(MalformedDNSMessage) -> [UInt8] {
    try bytes(Int(try byte()))
  }

  /// A name, whose end may stand earlier in the message (RFC 1035, 4.1.4).
  ///
  /// Each pointer must lead to before where the last one led, so that their number is bounded.
  mutating func name() throws(MalformedDNSMessage) -> DNSName {
    var labels: [[UInt8]] = []
    var length = 1
    var part = self
    var earliest = position
    var isElsewhere = false
    while true {
      let count = try part.byte()
      switch count >> 6 {
      case 0:
        if count == 0 {
          if !isElsewhere { position = part.position }
          return DNSName(labels: labels)
        }
        labels.append(try part.bytes(Int(count)))
        length += 1 + Int(count)
        guard length <= 255 else {
          throw MalformedDNSMessage(description: "a name in it has more than 255 bytes")
        }
      case 3:
        let target = Int(count & 0x3F) << 8 | Int(try part.byte())
        guard target < earliest else {
          throw MalformedDNSMessage(description: "a name in it goes on at itself or behind itself")
        }
        if !isElsewhere { position = part.position }
        isElsewhere = true
        earliest = target
        part = DNSReader(message, at: target)
      default:
        throw MalformedDNSMessage(description: "a name in it has a label of an unknown kind")
      }
    }
  }

  private static let isTooShort = MalformedDNSMessage(
    description: "it ends in the middle of something")
}
