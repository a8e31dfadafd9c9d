import Foundation
import Shared
import Testing

@Suite struct MetricValueTests {
  private func spelling(_ value: some MetricValue) -> String {
    var bytes: [UInt8] = []
    value.write(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    (0.0, "0"), (-0.0, "-0"), (1.5, "1.5"), (-3, "-3"), (1e15, "1000000000000000"),
    (1e16, "1e+16"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (0.1, "0.1"),
    (-0.25, "-0.25"), (.leastNonzeroMagnitude, "5e-324"), (0.000001, "1e-06"), (0.00025, "0.00025"),
    (1234.5678, "1234.5678"), (0.1 + 0.2, "0.30000000000000004"), (1_700_000_000.123_456, nil),
    (.greatestFiniteMagnitude, "1.7976931348623157e+308"), (2_251_799_813.685_248, nil),
  ])
  func writesFloatsShort(value: Double, expected: String?) {
    #expect(spelling(value) == expected ?? value.description)
  }

  @Test(arguments: [
    (0, "0"), (9, "9"), (10, "10"), (9_007_199_254_740_993, "9007199254740993"),
    (UInt64.max, "18446744073709551615"),
  ])
  func writesEveryDigitOfIntegers(value: UInt64, expected: String) {
    #expect(spelling(value) == expected)
  }

  @Test func writesTheSmallestInteger() {
    #expect(spelling(Int.min) == "-9223372036854775808")
    #expect(spelling(-1) == "-1")
  }

  /// Seeded, so that a failure comes back.
  private struct Bits: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      return mixed ^ mixed >> 31
    }
  }

  @Test func everyFloatReadsBackAsItself() {
    var random = Bits(state: 42)
    var values = [
      0x1p53, 0x1p53 + 2, -0x1p53, .leastNormalMagnitude, .leastNonzeroMagnitude, .ulpOfOne, .pi,
    ]
    for _ in 0..<20_000 {
      values.append(Double(bitPattern: random.next()))
      // Numbers that look like decimals but for their last bits.
      let decimal = Double(random.next() % 10_000_000_000) / 1_000_000
      values += [decimal, decimal.nextUp, -decimal.nextDown]
    }
    for value in values where !value.isNaN {
      let text = spelling(value)
      let readBack = unsafe strtod(text, nil)
      #expect(readBack.bitPattern == value.bitPattern, "\(text)")
      #expect(text.utf8.count <= max(24, value.description.utf8.count))
    }
  }
}
