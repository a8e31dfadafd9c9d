import Foundation
import TestSupport
import Testing

@testable import Rex

@Suite struct JournalTests {
  private let folder: TemporaryFolder
  private let journal: Journal

  init() throws {
    folder = try TemporaryFolder()
    journal = Journal(path: "\(folder.path)/state/rex/journal.jsonl")
  }

  private func entry(_ text: String, at: Double = 1_795_424_880) -> JournalEntry {
    JournalEntry(at: at, kind: .note, text: text, by: "ana", incident: nil)
  }

  private var text: String {
    get throws { try String(contentsOfFile: journal.path, encoding: .utf8) }
  }

  @Test func anEntryIsALineOfJSON() throws {
    try journal.add(entry("restarted \"worker\"\nand é\u{1}"))
    #expect(
      try text
        == #"{"at":"2026-11-23T09:08:00Z","by":"ana","kind":"note","text":"restarted \"worker\"\nand é\u0001"}"#
        + "\n")
    #expect(try journal.entries().entries == [entry("restarted \"worker\"\nand é\u{1}")])
  }

  @Test func onlyTheUserMayReadIt() throws {
    try journal.add(entry("x"))
    let mode = try FileManager.default.attributesOfItem(atPath: journal.path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }

  @Test func aBrokenLineCostsItselfAlone() throws {
    try journal.add(entry("first"))
    // As a full disk leaves it.
    let handle = try #require(FileHandle(forWritingAtPath: journal.path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(#"{"at":"2026-11-23T09:0"#.utf8))
    try handle.close()
    #expect(try journal.entries().entries.map(\.text) == ["first"])
    try journal.add(entry("second"))
    let (entries, damaged) = try journal.entries()
    #expect(entries.map(\.text) == ["first", "second"])
    #expect(damaged == [2])
    #expect(try text.contains(#"{"at":"2026-11-23T09:0"#))
  }

  @Test func manyWritersLoseNothing() async throws {
    let journal = journal
    try await withThrowingTaskGroup { group in
      for writer in 0..<8 {
        group.addTask {
          for number in 0..<20 {
            try journal.add(
              JournalEntry(
                at: 0, kind: .note, text: "\(writer)-\(number)", by: "", incident: nil))
          }
        }
      }
      try await group.waitForAll()
    }
    let (entries, damaged) = try journal.entries()
    #expect(Set(entries.map(\.text)).count == 160)
    #expect(damaged.isEmpty)
  }

  @Test func oneThatIsNotThereIsEmpty() throws {
    #expect(try journal.entries().entries.isEmpty)
  }

  @Test func whereItCannotBeWrittenTheErrorSaysWhatHelps() throws {
    let error = #expect(throws: Complaint.self) {
      try Journal(path: "/proc/rex/journal").add(entry("x"))
    }
    #expect(error?.description.contains("not written") == true)
    #expect(error?.description.contains("--journal") == true)
  }

  @Test func anEntryBelongsToTheLastIncidentThatHadBegun() {
    func incident(_ id: String, _ start: Double, _ ending: Ending) -> Incident {
      Incident(
        id: id, start: start, ending: ending, lastSeen: ending.moment ?? start, outages: [],
        alerts: [
          AlertRun(
            labels: ["severity": "critical"], since: nil, fired: start, lastSeen: start,
            ending: ending)
        ], failures: [], attempts: [], downtime: nil, downtimeUnknown: 0, measured: [:], gaps: [],
        nearness: 300)
    }
    let first = incident("first", 1000, .at(1100))
    let second = incident("second", 2000, .at(2100))
    let open = incident("open", 9000, .open)
    let all = [first, second, open]
    let entries = [600.0, 800, 1050, 1600, 1800, 2100, 3800, 4000, 8800, 99_000].map {
      entry("\(Int($0))", at: $0)
    }
    func texts(_ incident: Incident) -> [String] {
      JournalEntry.of(incident, among: all, in: entries).map(\.text)
    }
    #expect(texts(first) == ["800", "1050", "1600"])
    #expect(texts(second) == ["1800", "2100", "3800"])
    #expect(texts(open) == ["8800", "99000"])
  }
}
