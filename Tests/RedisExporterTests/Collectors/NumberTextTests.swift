import Shared
import Testing

@testable import RedisExporter

@Suite struct NumberTextTests {
  struct Shift: Sendable {
    let text: String
    let places: Int
    let result: String?
  }

  @Test(arguments: [
    Shift(text: "0", places: 6, result: "0"), Shift(text: "1", places: 6, result: "0.000001"),
    Shift(text: "1000000", places: 6, result: "1"),
    Shift(text: "994199", places: 3, result: "994.199"),
    Shift(text: "007", places: 1, result: "0.7"), Shift(text: "-5", places: 1, result: "-0.5"),
    Shift(text: "12.5", places: 1, result: "1.25"), Shift(text: "", places: 6, result: nil),
    Shift(text: "x", places: 6, result: nil),
    Shift(text: "123456789012345678901234567890", places: 6, result: "1.2345678901234569e+23"),
  ])
  func thePointMoves(shift: Shift) {
    var bytes: [UInt8] = []
    let number = NumberText(shift.text.utf8.span, dividedByTenToThe: shift.places)
    number?.write(to: &bytes)
    #expect((number == nil ? nil : String(decoding: bytes, as: UTF8.self)) == shift.result)
  }
}
