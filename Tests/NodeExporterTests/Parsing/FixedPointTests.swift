import TestSupport
import Testing

@testable import NodeExporter

@Suite struct FixedPointTests {
  @Test(
    arguments: [
      (0, 2, "0"), (1_087_069, 2, "10870.69"), (100, 2, "1"), (110, 2, "1.1"), (5, 3, "0.005"),
      (1_000_001, 6, "1.000001"), (UInt64.max, 3, "18446744073709551.615"), (7, 0, "7"),
    ] as [(UInt64, Int, String)])
  func writesTheDigitsOfTheDecimalFraction(value: UInt64, decimals: Int, spelling: String) {
    var bytes: [UInt8] = []
    FixedPoint(value, decimals: decimals).write(to: &bytes)
    #expect(String(decoding: bytes, as: UTF8.self) == spelling)
  }
}
