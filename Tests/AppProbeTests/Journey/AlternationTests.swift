import Testing

@testable import AppProbe

@Suite struct AlternationTests {
  private let alternation = Alternation(name: "choice", values: ["a", "b"])

  /// A run whose vote was taken, or not, and counted, or not.
  private func run(_ target: String, isTaken: Bool = true, isCounted: Bool = true) throws -> String
  {
    var run = try #require(alternation.begin(target))
    let value = run.value
    run.use()
    if isTaken { run.advance() }
    if isTaken, isCounted { run.confirm() }
    run.end()
    return value
  }

  private func isCertain(_ target: String) throws -> Bool {
    let run = try #require(alternation.begin(target))
    run.end()
    return run.isCertain
  }

  @Test func eachRunHasTheNextValueForItsTarget() throws {
    #expect(try [run("x"), run("y"), run("x"), run("x"), run("y")] == ["a", "a", "b", "a", "b"])
  }

  @Test func aValueThatWasNotTakenIsTriedAgain() throws {
    #expect(try [run("x"), run("x", isTaken: false), run("x"), run("x")] == ["a", "b", "b", "a"])
  }

  @Test func onlyWhatWasCountedIsCertain() throws {
    #expect(try !isCertain("x"))
    _ = try run("x")
    #expect(try isCertain("x"))
    _ = try run("x", isCounted: false)
    #expect(try !isCertain("x"))
    _ = try run("x")
    _ = try run("x", isTaken: false)
    #expect(try !isCertain("x"))
  }

  @Test func aRunThatEndsBeforeItsVoteChangesNothing() throws {
    _ = try run("x")
    try #require(alternation.begin("x")).end()
    #expect(try isCertain("x"))
    #expect(try run("x") == "b")
  }

  @Test func twoRunsToOneTargetAreNotUnderWayAtOnce() throws {
    let first = try #require(alternation.begin("x"))
    #expect(alternation.begin("x") == nil)
    #expect(alternation.begin("y") != nil)
    first.end()
    #expect(alternation.begin("x") != nil)
  }

  @Test func onlySoManyTargetsAreRemembered() throws {
    let small = Alternation(name: "choice", values: ["a", "b"], capacity: 2)
    for target in ["x", "y", "z"] {
      var run = try #require(small.begin(target))
      run.advance()
      run.end()
    }
    #expect(try #require(small.begin("z")).value == "b")
    let others = try ["x", "y"].map { try #require(small.begin($0)).value }
    #expect(others.contains("a"))
  }
}
