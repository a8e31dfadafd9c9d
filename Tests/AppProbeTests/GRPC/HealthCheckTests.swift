import Testing

@testable import AppProbe

@Suite struct HealthCheckTests {
  @Test func questionsAreFramed() {
    #expect(HealthCheck.request("") == [0, 0, 0, 0, 0])
    #expect(HealthCheck.request("ab") == [0, 0, 0, 0, 4, 10, 2, 0x61, 0x62])
    let long = HealthCheck.request(String(repeating: "x", count: 300))
    #expect(Array(long.prefix(8)) == [0, 0, 0, 1, 47, 10, 0xAC, 2])
  }

  @Test(
    arguments: [
      ([0, 0, 0, 0, 2, 8, 1], 1), ([0, 0, 0, 0, 0], 0), ([0, 0, 0, 0, 3, 8, 0x82, 1], 130),
      // A field that is not known stands before it.
      ([0, 0, 0, 0, 5, 18, 1, 0x41, 8, 2], 2),
      ([0, 0, 0, 0, 4, 8, 1], nil), ([1, 0, 0, 0, 2, 8, 1], nil), ([0, 0, 0, 0, 1, 8], nil),
      ([0, 0, 0], nil), ([0, 0, 0, 0, 2, 18, 9], nil),
      ([0, 0, 0, 0, 11, 8] + Array(repeating: 0xFF, count: 10), nil),
    ] as [([UInt8], Int?)])
  func answersAreRead(_ body: [UInt8], _ status: Int?) {
    #expect(HealthCheck.status(body) == status)
  }
}
