import Testing

@testable import Shared

@Suite struct CallLedgerTests {
  private let start = ContinuousClock.now

  @Test func keysAreClaimedInOrderAndAnsweredInPlace() {
    var ledger = CallLedger<String, Int>(limit: 4)
    let round = ledger.begin(["a", "b"])
    #expect(ledger.claim(in: round, at: start) == "a")
    #expect(ledger.claim(in: round, at: start) == "b")
    #expect(ledger.claim(in: round, at: start) == nil)
    #expect(ledger.answer("b", 2).wasStuck == false)
    #expect(!ledger.isComplete(round))
    #expect(ledger.answer("a", 1).wasStuck == false)
    #expect(ledger.isComplete(round))
    #expect(described(ledger.end(round, stuckIfBefore: start)) == ["1", "2"])
  }

  @Test func aStuckCallIsNotMadeAgainUntilItCameBack() {
    var ledger = CallLedger<String, Int>(limit: 4)
    let first = ledger.begin(["dead"])
    _ = ledger.claim(in: first, at: start)
    let end = ledger.end(first, stuckIfBefore: start)
    #expect(described(end) == ["stuck"])
    #expect(end.newlyStuck == ["dead"])

    let second = ledger.begin(["dead", "well"])
    #expect(ledger.claim(in: second, at: start) == "well")
    _ = ledger.answer("well", 7)
    #expect(ledger.isComplete(second))
    let secondEnd = ledger.end(second, stuckIfBefore: start)
    #expect(described(secondEnd) == ["stuck", "7"])
    #expect(secondEnd.newlyStuck.isEmpty)
    #expect(ledger.stuckCount == 1)

    #expect(ledger.answer("dead", 1).wasStuck == true)
    #expect(ledger.stuckCount == 0)
    let third = ledger.begin(["dead"])
    #expect(ledger.claim(in: third, at: start) == "dead")
  }

  @Test func aRoundThatNeedsACallUnderWayInAnotherSharesItsAnswer() {
    var ledger = CallLedger<String, Int>(limit: 4)
    let first = ledger.begin(["a"])
    _ = ledger.claim(in: first, at: start)
    let second = ledger.begin(["a"])
    #expect(ledger.claim(in: second, at: start) == nil)
    #expect(!ledger.isComplete(second))
    _ = ledger.answer("a", 5)
    #expect(described(ledger.end(first, stuckIfBefore: start)) == ["5"])
    #expect(described(ledger.end(second, stuckIfBefore: start)) == ["5"])
  }

  @Test func theLastPlaceIsKeptForKeysThatAnsweredBefore() {
    var ledger = CallLedger<String, Int>(limit: 3)
    let first = ledger.begin(["root"])
    _ = ledger.claim(in: first, at: start)
    _ = ledger.answer("root", 1)
    _ = ledger.end(first, stuckIfBefore: start)

    let round = ledger.begin(["d1", "d2", "d3", "root", "d4"])
    #expect(ledger.claim(in: round, at: start) == "d1")
    #expect(ledger.claim(in: round, at: start) == "d2")
    #expect(ledger.claim(in: round, at: start) == "root")
    #expect(!ledger.canHelp(round))
    _ = ledger.answer("root", 1)
    #expect(ledger.claim(in: round, at: start) == nil)
    #expect(
      described(ledger.end(round, stuckIfBefore: start)) == [
        "stuck", "stuck", "unasked", "1", "unasked",
      ])
  }

  @Test func whoFindsNoPlaceWaitsUntilOneIsFree() {
    var ledger = CallLedger<String, Int>(limit: 3)
    let first = ledger.begin(["a", "b"])
    #expect(ledger.claim(in: first, at: start) == "a")
    #expect(ledger.claim(in: first, at: start) == "b")
    let second = ledger.begin(["c", "d"])
    #expect(ledger.claim(in: second, at: start) == nil)
    #expect(!ledger.isComplete(second))
    #expect(!ledger.canHelp(second))
    _ = ledger.answer("a", 1)
    #expect(ledger.canHelp(second))
    #expect(ledger.claim(in: second, at: start) == "c")
    #expect(ledger.claim(in: second, at: start) == nil)
    _ = ledger.answer("c", 3)
    // Nobody who has a place hangs yet: it was too late for this one.
    #expect(described(ledger.end(second, stuckIfBefore: start - .seconds(1))) == ["3", "late"])
  }

  @Test func whereAllPlacesHangNobodyWaitsForOne() {
    var ledger = CallLedger<String, Int>(limit: 3)
    let first = ledger.begin(["a", "b"])
    while ledger.claim(in: first, at: start) != nil {}
    _ = ledger.end(first, stuckIfBefore: start)
    let second = ledger.begin(["c"])
    #expect(ledger.claim(in: second, at: start) == nil)
    #expect(ledger.isComplete(second))
    #expect(described(ledger.end(second, stuckIfBefore: start)) == ["unasked"])
  }

  @Test func anAnswerAfterTheRoundIsNotLostOnTheNext() {
    var ledger = CallLedger<String, Int>(limit: 2)
    let first = ledger.begin(["a"])
    _ = ledger.claim(in: first, at: start)
    _ = ledger.end(first, stuckIfBefore: start)
    #expect(ledger.answer("a", 1).wasStuck == true)
    #expect(ledger.claim(in: first, at: start) == nil)
    #expect(described(ledger.end(first, stuckIfBefore: start)) == [])
  }

  @Test func aCallThatHasJustBegunIsNotStuckAndTheNextRoundWaitsForIt() {
    var ledger = CallLedger<String, Int>(limit: 2)
    let hurried = ledger.begin(["a", "b"])
    _ = ledger.claim(in: hurried, at: start)
    let end = ledger.end(hurried, stuckIfBefore: start - .milliseconds(1))
    #expect(described(end) == ["late", "late"])
    #expect(end.newlyStuck.isEmpty)
    #expect(ledger.stuckCount == 0)

    let second = ledger.begin(["a"])
    #expect(ledger.claim(in: second, at: start) == nil)
    #expect(ledger.answer("a", 1) == (false, true))
    #expect(described(ledger.end(second, stuckIfBefore: start)) == ["1"])
  }

  private func described(
    _ end: (outcomes: [CallOutcome<Int>], newlyStuck: [String])
  ) -> [String] {
    end.outcomes.map {
      switch $0 {
      case .answered(let answer): "\(answer)"
      case .stuck: "stuck"
      case .late: "late"
      case .unasked: "unasked"
      }
    }
  }
}
