/// A network as in `10.0.0.0/8`; an address alone is one of itself.
struct IPNetwork: Equatable, Sendable, CustomStringConvertible {
  /// Those behind the length are zero.
  private let bytes: [UInt8]
  /// Bits that all of its addresses share.
  private let length: Int
  let description: String

  init(bytes: [UInt8], length: Int, description: String = "") {
    self.bytes = Self.masked(bytes, length)
    self.length = length
    self.description = description
  }

  /// `nil` where the text is neither an address nor a network.
  init?(_ text: String) throws(IPNetworkError) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let written = parts.first.flatMap({ IPAddress.parse(String($0)) }) else { return nil }
    let address = IPAddress(bytes: written)
    let bits = written.count * 8
    var length = bits
    if parts.count > 1 {
      guard let number = Int(parts[1]), (0...bits).contains(number), parts[1].first != "+" else {
        throw IPNetworkError(
          description: "'\(text)' has no length from 0 to \(bits) behind its slash")
      }
      length = number
    }
    // A mapped network that is wider than all of IPv4 stays what it is.
    let mapped = bits - address.bytes.count * 8
    if length >= mapped {
      self.init(bytes: address.bytes, length: length - mapped, description: text)
    } else {
      self.init(bytes: written, length: length, description: text)
    }
  }

  func contains(_ address: IPAddress) -> Bool { contains(address.bytes) }

  func contains(_ other: [UInt8]) -> Bool {
    other.count == bytes.count && Self.masked(other, length) == bytes
  }

  /// Whether all of its addresses are among those of `other`.
  func isWithin(_ other: IPNetwork) -> Bool { length >= other.length && other.contains(bytes) }

  private static func masked(_ bytes: [UInt8], _ length: Int) -> [UInt8] {
    bytes.enumerated().map { index, byte in
      let kept = min(8, max(0, length - index * 8))
      return byte & UInt8(truncatingIfNeeded: 0xff00 >> kept)
    }
  }
}

struct IPNetworkError: Error, CustomStringConvertible {
  let description: String
}
