import Glibc

/// A numeric address, of which every spelling is the same.
///
/// An IPv4 address in the clothes of IPv6 (`::ffff:10.0.0.1`) is the IPv4 address that packets go to.
struct IPAddress: Equatable, Sendable {
  /// 4 bytes or 16, in the order of the network.
  let bytes: [UInt8]

  init(bytes: [UInt8]) {
    self.bytes = Self.mappedPrefix.contains(bytes) ? Array(bytes.suffix(4)) : bytes
  }

  /// - Parameter text: A scope as in `fe80::1%eth0` is left away.
  init?(_ text: String) {
    guard let bytes = Self.parse(text) else { return nil }
    self.init(bytes: bytes)
  }

  /// The bytes as they are written, mapped ones not taken off.
  static func parse(_ text: String) -> [UInt8]? {
    var four = in_addr()
    if unsafe inet_pton(AF_INET, text, &four) == 1 {
      return unsafe withUnsafeBytes(of: four) { unsafe Array($0) }
    }
    var sixteen = in6_addr()
    guard unsafe inet_pton(AF_INET6, String(text.prefix { $0 != "%" }), &sixteen) == 1 else {
      return nil
    }
    return unsafe withUnsafeBytes(of: sixteen) { unsafe Array($0) }
  }

  /// The IPv4 address that a translator or a tunnel makes of this one, or that it was once the
  /// spelling of.
  var embedded: IPAddress? {
    if Self.translated.contains(bytes) || Self.compatible.contains(bytes) {
      return IPAddress(bytes: Array(bytes.suffix(4)))
    }
    return Self.tunnelled.contains(bytes) ? IPAddress(bytes: Array(bytes[2..<6])) : nil
  }

  private static let mappedPrefix = IPNetwork(
    bytes: Array(repeating: 0, count: 10) + [0xff, 0xff, 0, 0, 0, 0], length: 96)
  /// NAT64, RFC 6052.
  private static let translated = IPNetwork(
    bytes: [0, 0x64, 0xff, 0x9b] + Array(repeating: 0, count: 12), length: 96)
  /// 6to4, RFC 3056.
  private static let tunnelled = IPNetwork(
    bytes: [0x20, 0x02] + Array(repeating: 0, count: 14), length: 16)
  /// RFC 4291, long out of use, and understood by some.
  private static let compatible = IPNetwork(bytes: Array(repeating: 0, count: 16), length: 96)
}
