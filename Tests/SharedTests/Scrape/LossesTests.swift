import Shared
import Testing

@Suite struct LossesTests {
  @Test func withoutALossThereIsNothingToReport() throws {
    var losses = Losses()
    losses.noting {}
    try losses.report()
  }

  @Test func theFirstOfSeveralIsReported() {
    var losses = Losses()
    losses.note(ParseError(expected: "a number", found: "x"))
    losses.noting { throw ParseError(expected: "a number", found: "y") }
    #expect {
      try losses.report()
    } throws: { error in
      (error as? Partial)?.description == "expected a number, found 'x'"
    }
  }
}
