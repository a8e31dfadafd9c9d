import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct RightsTests {
  private struct Fake: PgCollector {
    let name: String
    var neededRole: PredefinedRole?
    func statements(for server: ServerInfo) -> [Statement] { [] }
    func write(_ answers: Answers, into metrics: inout MetricWriter) {}
  }

  private let collectors: [any PgCollector] = [
    Fake(name: "plain"), Fake(name: "wal", neededRole: .monitor),
    Fake(name: "activity", neededRole: .readAllStats),
  ]

  @Test func onlyCollectorsThatNeedARightAreListed() {
    let rights = Rights(role: "prometheus", missing: [.monitor])
    #expect(
      NeededRight.list(collectors, refused: [], rights) == [
        NeededRight(collector: "wal", right: "pg_monitor", isMissing: true),
        NeededRight(collector: "activity", right: "pg_read_all_stats", isMissing: false),
      ])
  }

  @Test func whoWasRefusedLacksARightWhateverTheServerSaysOfRoles() {
    #expect(
      NeededRight.list(collectors, refused: ["plain", "wal"], nil) == [
        NeededRight(collector: "plain", right: "other", isMissing: true),
        NeededRight(collector: "wal", right: "pg_monitor", isMissing: true),
      ])
  }

  @Test func theLogNamesCollectorsRightAndRemedyOnce() {
    let log = LogRecorder()
    let journal = ServerJournal("h:5432", log.logger)
    let missing = NeededRight.list(
      collectors, refused: [], Rights(role: "x", missing: Set(PredefinedRole.allCases)))
    for _ in 0..<3 { journal.note(missing, role: "we\"ird") }
    for _ in 0..<2 { journal.note([], role: "we\"ird") }
    #expect(
      log.lines == [
        "warning the role lacks a right, and the server leaves values out collectors=wal "
          + "remedy=GRANT pg_monitor TO \"we\"\"ird\" right=pg_monitor server=h:5432",
        "warning the role lacks a right, and the server leaves values out collectors=activity "
          + "remedy=GRANT pg_read_all_stats TO \"we\"\"ird\" right=pg_read_all_stats "
          + "server=h:5432",
        "notice no right is lacking any more right=pg_monitor server=h:5432",
        "notice no right is lacking any more right=pg_read_all_stats server=h:5432",
      ])
  }
}
