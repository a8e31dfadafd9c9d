import Shared
import Testing

@testable import PgExporter

@Suite struct SessionTimeoutsTests {
  @Test func oneStatementGetsHalfAndALockAMoment() {
    let timeouts = SessionTimeouts(by: Deadline(in: .seconds(10)))
    #expect((4900...5000).contains(timeouts.statement))
    #expect(timeouts.lock == 200)
  }

  @Test func littleTimeIsStillSome() {
    let timeouts = SessionTimeouts(by: Deadline(in: .milliseconds(1)))
    #expect(timeouts.statement == 10)
    #expect(timeouts.lock == 20)
  }

  @Test func aFewMillisecondsAreNotWorthAStatement() {
    let set = SessionTimeouts(by: Deadline(in: .seconds(9)))
    #expect(set.serves(SessionTimeouts(by: Deadline(in: .milliseconds(9200)))))
    #expect(!set.serves(SessionTimeouts(by: Deadline(in: .seconds(5)))))
    #expect(!set.serves(SessionTimeouts(by: Deadline(in: .seconds(30)))))
  }
}
