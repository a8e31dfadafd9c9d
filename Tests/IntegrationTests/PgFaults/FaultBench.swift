import Foundation
import Synchronization
import TestSupport
import Testing

/// The program in front of a server that a test hurts.
///
/// Whatever happens to the server, each scrape is answered within the time that the scraper has, and
/// neither page nor log nor command line tells the password.
struct FaultBench {
  /// The password of ``dataSource(_:_:)``.
  static let secret = "s3cr3t-hunter2"
  /// What the scraper says it waits, in seconds.
  static let timeout = 3.0

  let exporter: RunningExporter

  init(_ dataSource: String, _ flags: String...) throws {
    try self.init(dataSource, flags: flags)
  }

  init(_ server: PostgresServer, user: String = "vigie", tcp: Bool = false, _ flags: String...)
    throws
  {
    try self.init(
      server.dataSource(user: user, password: Self.secret, tcp: tcp), flags: flags)
  }

  init(_ dataSource: String, flags: [String]) throws {
    exporter = try RunningExporter(
      .pg, arguments: flags, environment: ["DATA_SOURCE_NAME": dataSource])
  }

  /// A server with the role `vigie`, which may look at everything.
  static func server(
    settings: [String: String] = [:], tcp: Bool = false, _ more: String...
  ) throws -> PostgresServer {
    let server = try PostgresServer(settings: settings, tcp: tcp)
    let roles = [
      "CREATE ROLE vigie LOGIN PASSWORD '\(secret)'", "GRANT pg_monitor TO vigie",
      "CREATE TABLE votes (id int PRIMARY KEY, vote text)",
    ]
    try server.session().run((roles + more).joined(separator: ";\n"))
    return server
  }

  /// How many connections the server has from us.
  static func connections(_ server: PostgresServer) throws -> Int {
    let count = try server.run(
      "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pg-exporter'")
    return try #require(Int(count))
  }

  // MARK: Scrapes

  /// Scrapes, and checks what holds of every scrape.
  @discardableResult
  func scrape(
    _ query: String = "", timeout: Double = timeout,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> MetricsPage {
    let request = try LocalRequest(port: exporter.port)
    let start = ContinuousClock.now
    let (status, body) = try request.get(
      "/metrics\(query)", ["X-Prometheus-Scrape-Timeout-Seconds: \(timeout)"])
    let took = start.duration(to: .now)
    #expect(status == 200, "\(body.prefix(200))", sourceLocation: sourceLocation)
    // A busy machine may be late by a tenth of a second, which is all there is to spare of one.
    if timeout >= 2 { #expect(took < .seconds(timeout), sourceLocation: sourceLocation) }
    checkSecrecy(body, sourceLocation)
    return MetricsPage(body, .pg)
  }

  private func checkSecrecy(_ body: String, _ sourceLocation: SourceLocation) {
    #expect(!body.contains(Self.secret), sourceLocation: sourceLocation)
    #expect(!log.contains(Self.secret), sourceLocation: sourceLocation)
    let line = try? String(
      contentsOfFile: "/proc/\(exporter.program.pid)/cmdline", encoding: .utf8)
    #expect(line?.contains(Self.secret) == false, sourceLocation: sourceLocation)
  }

  /// Scrapes until the server is up and nothing fails; after an outage that takes as long as the
  /// pause before the next attempt.
  @discardableResult
  func recover(sourceLocation: SourceLocation = #_sourceLocation) throws -> MetricsPage {
    var page = MetricsPage("", .pg)
    do {
      try wait(seconds: 20, for: "the exporter to recover") {
        page = try scrape(sourceLocation: sourceLocation)
        return page.isUp && page.failed.isEmpty
      }
    } catch {
      Issue.record("\(error): \(log)", sourceLocation: sourceLocation)
      throw error
    }
    return page
  }

  // MARK: Log

  var log: String { exporter.program.output }

  /// The lines of the log that say so.
  func told(_ text: String) -> [Substring] {
    log.split(separator: "\n").filter { $0.contains(text) }
  }

  // MARK: Growth

  /// What the process takes.
  struct Footprint {
    let descriptors: Int
    let threads: Int
    /// RssAnon, in kB.
    let memory: Int
  }

  var footprint: Footprint {
    get throws {
      let process = "/proc/\(exporter.program.pid)"
      let status = try String(contentsOfFile: "\(process)/status", encoding: .utf8)
      func number(_ key: String) throws -> Int {
        let line = status.split(separator: "\n").first { $0.hasPrefix("\(key):") }
        return try #require(line?.split(whereSeparator: \.isWhitespace)[1].description).number
      }
      return Footprint(
        descriptors: try FileManager.default.contentsOfDirectory(atPath: "\(process)/fd").count,
        threads: try number("Threads"), memory: try number("RssAnon"))
    }
  }

  /// Does something fifty times, which leaves nothing behind: no descriptor, no memory, and no thread but a spare one of the pool.
  ///
  /// - Parameters:
  ///   - warmUp: How often it is done before, until everything is there that is kept.
  ///   - slack: kB that come and go.
  func doesNotGrow(
    times: Int = 50, warmUp: Int = 10, slack: Int = 1024,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
  ) throws {
    for _ in 0..<warmUp { try body() }
    let before = try footprint
    for _ in 0..<times { try body() }
    // What ends, ends a moment after the answer.
    try? wait(seconds: 5, for: "descriptors and threads to go away") {
      let now = try footprint
      return now.descriptors <= before.descriptors && now.threads <= before.threads + 2
    }
    let after = try footprint
    #expect(after.descriptors <= before.descriptors, sourceLocation: sourceLocation)
    // Whether a thread is idle again when the next request comes is a matter of luck.
    #expect(after.threads <= before.threads + 2, sourceLocation: sourceLocation)
    #expect(after.memory <= before.memory + slack, sourceLocation: sourceLocation)
  }
}

extension String {
  fileprivate var number: Int { Int(self) ?? -1 }
}
