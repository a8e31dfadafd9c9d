/// The digest that upstream names a query file's content by, and that passwords are kept as, FIPS
/// 180-4.
///
/// The libraries that have it come with far more than this.
package enum SHA256 {
  /// 64 hexadecimal digits.
  package static func hex(_ message: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for word in words(message) {
      for shift in stride(from: UInt32(28), through: 0, by: -4) {
        text.append(digits[Int(word >> shift & 15)])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The 32 bytes themselves.
  package static func digest(_ message: [UInt8]) -> [UInt8] {
    words(message).flatMap { word in
      stride(from: UInt32(24), through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
    }
  }

  // The first 32 bits of the roots' fractions.
  private static let constants = firstPrimes(64).map { cubeRootFraction(of: $0) }
  private static let start = firstPrimes(8).map { squareRootFraction(of: $0) }

  private static func words(_ message: [UInt8]) -> [UInt32] {
    var state = start
    var padded = message + [0x80]
    padded += [UInt8](repeating: 0, count: (120 - padded.count % 64) % 64)
    for shift in stride(from: 56, through: 0, by: -8) {
      padded.append(UInt8(truncatingIfNeeded: (message.count * 8) >> shift))
    }
    for block in stride(from: 0, to: padded.count, by: 64) {
      mix(padded[block..<block + 64], into: &state)
    }
    return state
  }

  private static func mix(
    _ block: ArraySlice<UInt8>, into state: inout [UInt32]
  ) {
    func rotated(_ word: UInt32, _ bits: UInt32) -> UInt32 { word >> bits | word << (32 - bits) }
    var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { index in
      block[index..<index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    for index in 16..<64 {
      let near = words[index - 2]
      let far = words[index - 15]
      let nearMixed = rotated(near, 17) ^ rotated(near, 19) ^ near >> 10
      let farMixed = rotated(far, 7) ^ rotated(far, 18) ^ far >> 3
      words.append(nearMixed &+ words[index - 7] &+ farMixed &+ words[index - 16])
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for index in 0..<64 {
      let choice = e & f ^ ~e & g
      let majority = a & b ^ a & c ^ b & c
      let first =
        h &+ (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) &+ choice &+ constants[index]
        &+ words[index]
      let second = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) &+ majority
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
    }
    for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
  }

  private static func firstPrimes(_ count: Int) -> [UInt64] {
    var primes: [UInt64] = []
    var next: UInt64 = 2
    while primes.count < count {
      if primes.allSatisfy({ next % $0 != 0 }) { primes.append(next) }
      next += 1
    }
    return primes
  }

  private static func squareRootFraction(of number: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: Int64(Double(number).squareRoot() * 0x1p32))
  }

  /// The largest root whose cube, in 128 bits, is not above the number times 2^96.
  private static func cubeRootFraction(of number: UInt64) -> UInt32 {
    var root: UInt128 = 0
    for bit in stride(from: 35, through: 0, by: -1) {
      let trial = root | 1 << UInt128(bit)
      if trial * trial * trial <= UInt128(number) << 96 { root = trial }
    }
    return UInt32(truncatingIfNeeded: root)
  }
}
