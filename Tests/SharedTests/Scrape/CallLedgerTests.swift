import Testing

@testable import Shared

@Suite struct CallLedgerTests {
  @Test func keysAreClaimedInOrderAndAnsweredInPlace() {
    var ledger = CallLedger<String, Int>(limit: 4)
    let round = ledger.begin(["a", "b"])
    #expect(ledger.claim(in: round) == "a")
    #expect(ledger.claim(in: round) == "b")
    #expect(ledger.claim(in: round) == nil)
    #expect(ledger.answer("b", 2) == false)
    #expect(!ledger.isComplete(round))
    #expect(ledger.answer("a", 1) == false)
    #expect(ledger.isComplete(round))
    #expect(described(ledger.end(round)) == ["1", "2"])
  }

  @Test func aStuckCallIsNotMadeAgainUntilItCameBack() {
    var ledger = CallLedger<String, Int>(limit: 4)
    let first = ledger.begin(["dead"])
    _ = ledger.claim(in: first)
    let end = ledger.end(first)
    #expect(described(end) == ["stuck"])
    #expect(end.newlyStuck == ["dead"])

    let second = ledger.begin(["dead", "well"])
    #expect(ledger.claim(in: second) == "well")
    _ = ledger.answer("well", 7)
    #expect(ledger.isComplete(second))
    let secondEnd = ledger.end(second)
    #expect(described(secondEnd) == ["stuck", "7"])
    #expect(secondEnd.newlyStuck.isEmpty)
    #expect(ledger.stuckCount == 1)

    #expect(ledger.answer("dead", 1) == true)
    #expect(ledger.stuckCount == 0)
    let third = ledger.begin(["dead"])
    #expect(ledger.claim(in: third) == "dead")
  }

  @Test func aRoundThatNeedsACallUnderWayInAnotherSharesItsAnswer() {
    var ledger = CallLedger<String, Int>(limit: 4)
    let first = ledger.begin(["a"])
    _ = ledger.claim(in: first)
    let second = ledger.begin(["a"])
    #expect(ledger.claim(in: second) == nil)
    #expect(!ledger.isComplete(second))
    _ = ledger.answer("a", 5)
    #expect(described(ledger.end(first)) == ["5"])
    #expect(described(ledger.end(second)) == ["5"])
  }

  @Test func theLastPlaceIsKeptForKeysThatAnsweredBefore() {
    var ledger = CallLedger<String, Int>(limit: 3)
    let start = ledger.begin(["root"])
    _ = ledger.claim(in: start)
    _ = ledger.answer("root", 1)
    _ = ledger.end(start)

    let round = ledger.begin(["d1", "d2", "d3", "root", "d4"])
    #expect(ledger.claim(in: round) == "d1")
    #expect(ledger.claim(in: round) == "d2")
    #expect(ledger.claim(in: round) == "root")
    #expect(!ledger.canHelp(round))
    _ = ledger.answer("root", 1)
    #expect(ledger.claim(in: round) == nil)
    #expect(described(ledger.end(round)) == ["stuck", "stuck", "unasked", "1", "unasked"])
  }

  @Test func anAnswerAfterTheRoundIsNotLostOnTheNext() {
    var ledger = CallLedger<String, Int>(limit: 2)
    let first = ledger.begin(["a"])
    _ = ledger.claim(in: first)
    _ = ledger.end(first)
    #expect(ledger.answer("a", 1) == true)
    #expect(ledger.claim(in: first) == nil)
    #expect(described(ledger.end(first)) == [])
  }

  private func described(
    _ end: (outcomes: [CallOutcome<Int>], newlyStuck: [String])
  ) -> [String] {
    end.outcomes.map {
      switch $0 {
      case .answered(let answer): "\(answer)"
      case .stuck: "stuck"
      case .unasked: "unasked"
      }
    }
  }
}
