import Testing

@testable import AppProbe

@Suite struct ScoreChangeTests {
  private struct Case: Sendable, CustomTestStringConvertible {
    let what: String
    let before: [Int]
    let now: [Int]
    var own: Set<String> = ["a"]
    let change: ScoreChange?
    var testDescription: String { what }
  }

  private static let cases = [
    Case(what: "nothing", before: [4, 2], now: [4, 2], change: nil),
    Case(what: "the voter's first vote", before: [4, 2], now: [5, 2], change: .own),
    Case(what: "a change of mind", before: [4, 2], now: [5, 1], change: .own),
    Case(what: "the same with a third choice", before: [4, 2, 9], now: [5, 2, 8], change: .own),
    Case(what: "others for the same", before: [4, 2], now: [7, 2], change: .mixed),
    Case(what: "others for the other", before: [4, 2], now: [5, 3], change: .mixed),
    Case(
      what: "two others that change as well", before: [4, 2, 9], now: [5, 1, 8], change: .mixed),
    Case(what: "others only", before: [4, 2], now: [4, 3], change: .others),
    Case(what: "others who leave the own choice", before: [4, 2], now: [2, 4], change: .others),
    Case(what: "somebody who empties the table", before: [4, 2], now: [0, 0], change: .others),
    Case(
      what: "the second of two own votes", before: [4, 2], now: [3, 3], own: ["a", "b"],
      change: .own),
    Case(what: "numbers at their ends", before: [.min, 0], now: [.max, 0], change: .others),
  ]

  @Test(arguments: cases)
  private func changesAreToldApart(_ example: Case) {
    let names = ["a", "b", "c"]
    let change = ScoreChange(
      from: Array(zip(names, example.before)).map { (name: $0, value: $1) },
      to: Array(zip(names, example.now)).map { (name: $0, value: $1) }, own: example.own)
    #expect(change == example.change)
  }
}
