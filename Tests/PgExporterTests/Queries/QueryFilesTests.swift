import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct QueryFilesTests {
  private let recorder = LogRecorder()
  private static let good = "a: {query: SELECT 1, metrics: []}\n"
  private static let bad = "a: {query: SELECT 1}\n"

  private func loadErrors(_ files: QueryFiles) -> [String] {
    samples(exposition { files.write(into: &$0) })
  }

  @Test func withoutAFileThereIsNothing() throws {
    let files = try QueryFiles([], log: recorder.logger)
    try files.reload()
    #expect(files.collectors(QueryMemory()).isEmpty)
    #expect(loadErrors(files) == [])
  }

  @Test func aReloadSwapsTheQueriesAndABadOneKeepsThem() throws {
    let folder = try TemporaryFolder(["q.yml": Self.good])
    let path = "\(folder.path)/q.yml"
    let files = try QueryFiles([path], log: recorder.logger)
    let memory = QueryMemory()
    #expect(files.collectors(memory).map(\.name) == ["query:a"])
    #expect(
      loadErrors(files) == [
        "pg_exporter_user_queries_load_error"
          + "{filename=\"\(path)\",hashsum=\"\(SHA256.hex(Array(Self.good.utf8)))\"} 0"
      ])

    try folder.write(Self.bad, to: "q.yml")
    #expect(throws: (any Error).self) { try files.reload() }
    #expect(files.collectors(memory).map(\.name) == ["query:a"])
    #expect(
      loadErrors(files) == [
        "pg_exporter_user_queries_load_error"
          + "{filename=\"\(path)\",hashsum=\"\(SHA256.hex(Array(Self.bad.utf8)))\"} 1"
      ])
    #expect(
      recorder.lines == [
        "error configuration not loaded, the old one stays in force "
          + "err=\(path):1: a: 'metrics' is missing file=\(path)"
      ])

    try folder.write("b: {query: SELECT 1, metrics: []}\n", to: "q.yml")
    try files.reload()
    #expect(files.collectors(memory).map(\.name) == ["query:b"])
    #expect(loadErrors(files).allSatisfy { $0.hasSuffix(" 0") })
  }

  @Test func aFileThatIsGoneHasNoHash() throws {
    let folder = try TemporaryFolder(["q.yml": Self.good])
    let files = try QueryFiles(["\(folder.path)/q.yml"], log: recorder.logger)
    try folder.remove("q.yml")
    #expect(throws: (any Error).self) { try files.reload() }
    #expect(loadErrors(files).allSatisfy { $0.hasSuffix("hashsum=\"\"} 1") })
  }

  @Test func aQueryMayBeInOneFileOnly() throws {
    let folder = try TemporaryFolder(["1.yml": Self.good, "2.yml": Self.good])
    let (one, two) = ("\(folder.path)/1.yml", "\(folder.path)/2.yml")
    #expect {
      try QueryFiles([one, two], log: recorder.logger)
    } throws: {
      "\($0)" == "--extend.query-path: query 'a': it is in \(one) and again in \(two)"
    }
  }

  @Test func aFileThatCannotBeUsedStopsTheStart() throws {
    let folder = try TemporaryFolder(["q.yml": Self.bad])
    #expect {
      try QueryFiles(["\(folder.path)/q.yml"], log: recorder.logger)
    } throws: { "\($0)" == "--extend.query-path: \(folder.path)/q.yml:1: a: 'metrics' is missing" }
  }
}
