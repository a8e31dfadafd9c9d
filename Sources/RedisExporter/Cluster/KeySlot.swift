/// Which of a cluster's 16384 slots a key is in; each slot is one node's.
enum KeySlot {
  static let count = 16384

  /// As `CLUSTER KEYSLOT` says.
  static func of(_ key: [UInt8]) -> Int { Int(checksum(hashed(key))) % count }

  /// What is between the first pair of braces, so that keys can be kept together; the whole key where
  /// there is nothing between them.
  private static func hashed(_ key: [UInt8]) -> ArraySlice<UInt8> {
    guard let open = key.firstIndex(of: UInt8(ascii: "{")) else { return key[...] }
    let rest = key[(open + 1)...]
    guard let close = rest.firstIndex(of: UInt8(ascii: "}")), close > rest.startIndex else {
      return key[...]
    }
    return rest[..<close]
  }

  /// CRC-16/XMODEM: polynomial 0x1021, begun with 0.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt16 {
    var crc: UInt16 = 0
    for byte in bytes {
      crc ^= UInt16(byte) << 8
      for _ in 0..<8 { crc = crc & 0x8000 == 0 ? crc << 1 : crc << 1 ^ 0x1021 }
    }
    return crc
  }
}
