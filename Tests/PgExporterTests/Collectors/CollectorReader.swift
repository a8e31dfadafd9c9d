import Shared
import TestSupport

@testable import PgExporter

/// The exporter's session with a test's server, and what collectors make of it.
struct CollectorReader {
  let session: Session

  init(_ server: PostgresServer, database: String = "postgres", user: String = "postgres") throws {
    session = try Session.open(
      [
        ("host", server.socketFolder), ("port", "\(server.port)"), ("user", user),
        ("dbname", database), ("application_name", "reader"),
      ].map { ($0, Secret($1)) }, in: SessionContext(resolver: Resolver()),
      by: Deadline(in: .seconds(20)))
  }

  /// One scrape of `collector`.
  func page(_ collector: some PgCollector) throws -> String {
    let info = ServerInfo(
      version: session.version, database: session.database, label: "localhost:5432")
    var answers: [Result<Rows, PgError>] = []
    try session.run(try collector.statements(for: info), by: Deadline(in: .seconds(20))) {
      _, answer, _ in
      answers.append(answer)
    }
    return try exposition { try collector.write(Answers(info, answers), into: &$0) }
  }

  /// The sample lines of one scrape of `collector`.
  func samples(_ collector: some PgCollector) throws -> [String] {
    TestSupport.samples(try page(collector))
  }

  /// The values of one scrape of `collector` by series.
  func values(_ collector: some PgCollector) throws -> [String: Double] {
    let pairs = try samples(collector).compactMap { line -> (String, Double)? in
      guard let space = line.lastIndex(of: " "),
        let value = Double(line[line.index(after: space)...])
      else { return nil }
      return (String(line[..<space]), value)
    }
    // A series that is there twice would make Prometheus refuse the page.
    guard Set(pairs.map(\.0)).count == pairs.count else {
      throw Failure(description: "a series is there twice: \(pairs.map(\.0))")
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }
}
