import Testing

@testable import WebConfiguration

@Suite struct RateLimitTests {
  private let rule = RateLimit.Rule(interval: .seconds(1), burst: 3)

  @Test func aBurstComesInAndThenOneInEachInterval() {
    let limit = RateLimit()
    let start = ContinuousClock.now
    func admitted(after seconds: Double) -> Bool {
      limit.admits(rule, at: start + .seconds(seconds))
    }
    #expect((0..<5).map { _ in admitted(after: 0) } == [true, true, true, false, false])
    #expect(!admitted(after: 0.9))
    #expect(admitted(after: 1))
    #expect(!admitted(after: 1.5))
    #expect(admitted(after: 2))
    // However long nobody came, no more than a burst comes in at once.
    #expect((0..<5).map { _ in admitted(after: 100) } == [true, true, true, false, false])
  }

  @Test func withoutARuleEverybodyComesIn() {
    let limit = RateLimit()
    #expect((0..<100).allSatisfy { _ in limit.admits(nil) })
  }

  @Test func anotherRuleBeginsAnew() {
    let limit = RateLimit()
    let start = ContinuousClock.now
    for _ in 0..<3 { #expect(limit.admits(rule, at: start)) }
    #expect(!limit.admits(rule, at: start))
    #expect(limit.admits(RateLimit.Rule(interval: .seconds(1), burst: 1), at: start))
  }
}
