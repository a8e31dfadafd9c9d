import Testing

@testable import PgExporter

@Suite struct PatrolTests {
  private let start = ContinuousClock.now
  private var patrol = Patrol<Int>(maxAge: .seconds(60))

  private mutating func list(_ databases: KeyValuePairs<String, String>) {
    patrol.list(databases.map { .init(name: $0, changes: $1) })
  }

  private func at(_ seconds: Int) -> ContinuousClock.Instant { start + .seconds(seconds) }

  /// Claims and reads until nothing is due.
  private mutating func readAll(at seconds: Int) -> [String] {
    var names: [String] = []
    while let name = patrol.claim(at: at(seconds)) {
      names.append(name)
      _ = patrol.read(name, seconds, at: at(seconds))
    }
    return names
  }

  @Test mutating func eachDatabaseIsReadOnceAndThenLeftAlone() {
    list(["a": "0", "b": "0", "c": "0"])
    #expect(patrol.hasUnread)
    #expect(readAll(at: 0) == ["a", "b", "c"])
    #expect(!patrol.hasUnread)
    #expect(readAll(at: 59) == [])
  }

  @Test mutating func whatWasWrittenToIsReadAgainAfterTheAgeAndTheRestAfterFiveTimesThat() {
    list(["a": "0", "b": "0"])
    _ = readAll(at: 0)
    list(["a": "0", "b": "7"])
    #expect(readAll(at: 59) == [])
    #expect(readAll(at: 60) == ["b"])
    #expect(readAll(at: 299) == [])
    #expect(readAll(at: 300) == ["a"])
    #expect(readAll(at: 360) == ["b"])
  }

  @Test mutating func unreadOnesComeFirstThenChangedOnesTheOldestFirst() {
    list(["old": "0"])
    _ = readAll(at: 0)
    list(["old": "0", "first": "0"])
    _ = readAll(at: 100)
    list(["old": "0", "first": "0", "second": "0"])
    _ = readAll(at: 110)
    list(["second": "1", "first": "1", "new": "0", "old": "0"])
    #expect(readAll(at: 300) == ["new", "first", "second", "old"])
  }

  @Test mutating func twoVisitorsNeverReadTheSame() {
    list(["a": "0", "b": "0"])
    #expect(patrol.claim(at: start) == "a")
    #expect(patrol.claim(at: start) == "b")
    #expect(patrol.claim(at: start) == nil)
    patrol.released("a")
    #expect(patrol.claim(at: start) == "a")
  }

  @Test mutating func oneCanBeClaimedOutOfTurnWhenItIsDueButNotTwice() {
    list(["a": "0"])
    _ = patrol.failed("a", at: at(0))
    #expect(patrol.claim(at: at(1)) == nil)
    let claims = [
      patrol.claim("a", at: at(14)), patrol.claim("a", at: at(15)), patrol.claim("a", at: at(15)),
      patrol.claim("gone", at: at(15)),
    ]
    #expect(claims == [false, true, false, false])
    #expect(!patrol.hasFailedOften("a"))
    _ = patrol.failed("a", at: at(15))
    #expect(patrol.hasFailedOften("a"))
  }

  @Test mutating func aDroppedDatabaseIsGoneAtOnceAndItsNamesakeIsUnread() {
    list(["a": "0", "b": "0"])
    _ = readAll(at: 0)
    #expect(patrol.claim(at: at(400)) == "a")
    list(["b": "0"])
    // Its visitor comes back from a database that is not there any more.
    let isNews = patrol.read("a", 400, at: at(400))
    #expect(!isNews)
    #expect(patrol.kept.map(\.name) == ["b"])
    list(["a": "0", "b": "0"])
    #expect(patrol.hasUnread)
  }

  @Test mutating func oneThatFailsIsLeftOutAndTriedAgainEverMoreSeldom() {
    list(["a": "0", "bad": "0"])
    _ = readAll(at: 0)
    var now = 300
    var waits: [Int] = []
    for _ in 0..<8 {
      while patrol.claim(at: at(now)) != "bad" { now += 1 }
      waits.append(now)
      _ = patrol.failed("bad", at: at(now))
      #expect(patrol.kept.map(\.name) == ["a"])
      #expect(patrol.failed == ["bad"])
      #expect(!patrol.hasUnread)
    }
    let pauses = zip(waits, waits.dropFirst()).map { $1 - $0 }
    #expect(pauses == [15, 30, 60, 120, 240, 480, 600])
  }

  @Test mutating func onlyTheFirstFailureAndTheRecoveryAreNews() {
    list(["a": "0"])
    let news = [
      patrol.failed("a", at: at(0)), patrol.failed("a", at: at(20)),
      patrol.read("a", 1, at: at(60)), patrol.read("a", 2, at: at(400)),
    ]
    #expect(news == [true, false, true, false])
  }

  @Test mutating func namesThatLookAlikeAreTwoDatabases() {
    list(["caf\u{e9}": "0", "cafe\u{301}": "0"])
    #expect(readAll(at: 0).count == 2)
    #expect(patrol.kept.count == 2)
  }
}
