import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct QueryMemoryTests {
  private let memory = QueryMemory()
  private let server = ServerInfo.version(15)
  private let start = ContinuousClock.now

  private func query(_ name: String = "q") throws -> Query {
    try #require(
      try made("\(name): {query: x, metrics: [{a: {usage: CHANGE_AGE}}]}").first)
  }

  /// Looks at a value so many seconds after the start: its age, and whether a change was seen.
  private func look(_ value: String, at seconds: Int) throws -> (age: Int, seen: Bool)? {
    let now = start + .seconds(seconds)
    let watched = memory.watch([(.none, value)], of: "a", try query(), server, at: now)
    return watched.first.map { (Int($0.since.duration(to: now).components.seconds), $0.hasChanged) }
  }

  @Test func anAgeCountsFromTheFirstLookUntilAChangeIsSeen() throws {
    #expect(try #require(try look("5", at: 0)) == (0, false))
    #expect(try #require(try look("5", at: 60)) == (60, false))
    #expect(try #require(try look("6", at: 75)) == (0, true))
    #expect(try #require(try look("6", at: 90)) == (15, true))
  }

  @Test func aCounterThatWasResetHasNotMoved() throws {
    _ = try look("5", at: 0)
    #expect(try #require(try look("0", at: 10)) == (10, false))
    #expect(try #require(try look("2", at: 20)) == (0, true))
    // What it shows after a reset was counted since.
    #expect(try #require(try look("1", at: 30)) == (0, true))
  }

  @Test func seriesAreWatchedOneByOneAndForgottenWhenTheyAreGone() throws {
    let (one, two) = (Labels([Label("a", "1")]), Labels([Label("a", "2")]))
    func look(_ values: [(Labels, String)], at seconds: Int) throws -> [Bool] {
      memory.watch(
        values.map { (labels: $0.0, value: $0.1) }, of: "a", try query(), server,
        at: start + .seconds(seconds)
      ).map(\.hasChanged)
    }
    #expect(try look([(one, "1"), (two, "1")], at: 0) == [false, false])
    #expect(try look([(one, "1"), (two, "2")], at: 1) == [false, true])
    #expect(try look([(one, "1")], at: 2) == [false])
    #expect(try look([(two, "3")], at: 3) == [false])
  }

  @Test func aReloadForgetsOnlyWhatChanged() throws {
    memory.keep([try query()])
    _ = try look("5", at: 0)
    memory.keep([try query(), try query("other")])
    #expect(try #require(try look("5", at: 60)).age == 60)
    memory.keep([try query("other")])
    #expect(try #require(try look("5", at: 90)).age == 0)
  }

  @Test func agesAndRepeatedRowsAreServedWithWhereTheyAreFrom() throws {
    var labelled = server
    labelled.isLabelled = true
    labelled.hasSeveralDatabases = true
    let kept = QueryMemory.Answer(written: Exposition(), failure: nil, truncated: 0, time: start)
    memory.keep(kept, try query("b"), labelled)
    memory.keep(kept, try query("a"), labelled)
    memory.count(repeated: 2, try query("a"), labelled)
    memory.count(repeated: 3, try query("a"), labelled)
    let text = exposition { memory.write(into: &$0, at: start + .seconds(5)) }
    let place = "server=\"localhost:5432\",datname=\"postgres\""
    #expect(
      samples(text) == [
        "pg_exporter_query_age_seconds{query=\"a\",\(place)} 5",
        "pg_exporter_query_age_seconds{query=\"b\",\(place)} 5",
        "pg_exporter_query_repeated_rows_total{query=\"a\",\(place)} 5",
      ])
    let later = exposition { memory.write(into: &$0, at: start + .seconds(4000)) }
    #expect(!later.contains("pg_exporter_query_age_seconds"))
  }
}
