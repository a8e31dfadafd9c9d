import Testing

@testable import Shared

@Suite struct BackoffTests {
  @Test func theFirstAttemptAfterAFailureComesAtOnceAndLaterOnesAfterFiveSecondsAtMost() {
    let waits = (1...9).map { Backoff.wait(after: $0) }
    #expect(
      waits == [
        .zero, .milliseconds(500), .seconds(1), .seconds(2), .seconds(4), .seconds(5),
        .seconds(5), .seconds(5), .seconds(5),
      ])
    #expect(Backoff.wait(after: 1_000_000) == .seconds(5))
  }

  @Test func aSuccessForgetsTheFailures() {
    let now = ContinuousClock.now
    var backoff = Backoff()
    #expect(backoff.isDue(at: now))
    backoff.failed(at: now)
    backoff.failed(at: now)
    #expect(!backoff.isDue(at: now + .milliseconds(499)))
    #expect(backoff.isDue(at: now + .milliseconds(500)))
    backoff.succeeded()
    backoff.failed(at: now)
    #expect(backoff.isDue(at: now))
  }
}
