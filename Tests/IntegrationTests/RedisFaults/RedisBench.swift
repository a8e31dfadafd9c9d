import Foundation
import TestSupport
import Testing

/// The program in front of a Redis that a test hurts.
///
/// Whatever happens to the server, each scrape is answered in time, says truly whether the server is
/// up and else why, and neither page nor log nor command line tells the password.
struct RedisBench {
  /// The password that the exporter has.
  static let secret = "s3cr3t-hunter2"
  /// What the scraper says it waits, in seconds.
  static let timeout = 2.0
  /// What `err` may be, so that it makes no more than so many series.
  static let reasons: Set<String> = [
    "refused", "timeout", "auth", "protocol", "dns", "tls", "acl", "too_many_clients", "busy",
    "other",
  ]

  let exporter: RunningExporter

  init(_ server: RedisServer, _ flags: String..., environment: [String: String] = [:]) throws {
    try self.init("unix://\(server.socket)", flags: flags, environment: environment)
  }

  init(port: Int, _ flags: String..., environment: [String: String] = [:]) throws {
    try self.init("redis://127.0.0.1:\(port)", flags: flags, environment: environment)
  }

  init(_ address: String, flags: [String] = [], environment: [String: String] = [:]) throws {
    exporter = try RunningExporter(
      .redis, arguments: flags,
      environment: ["REDIS_ADDR": address].merging(environment) { $1 })
  }

  /// How many connections the server has from exporters.
  static func connections(_ server: RedisServer, _ login: String...) throws -> Int {
    let clients = try server.ask(login + ["client", "list"])
    try #require(clients.contains("cmd=client"), "\(clients)")
    return clients.split(separator: "\n").filter { $0.contains("name=redis_exporter") }.count
  }

  // MARK: Scrapes

  /// Scrapes, and checks what holds of every scrape.
  @discardableResult
  func scrape(
    _ path: String = "/metrics", sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> MetricsPage {
    let request = try LocalRequest(port: exporter.port)
    let start = ContinuousClock.now
    let (status, body) = try request.get(
      path, ["X-Prometheus-Scrape-Timeout-Seconds: \(Self.timeout)"])
    let took = start.duration(to: .now)
    #expect(status == 200, "\(body.prefix(200))", sourceLocation: sourceLocation)
    #expect(took < .seconds(10), sourceLocation: sourceLocation)
    let page = MetricsPage(body, .redis)
    checkTruth(page, sourceLocation)
    checkSecrecy(body, sourceLocation)
    return page
  }

  private func checkTruth(_ page: MetricsPage, _ sourceLocation: SourceLocation) {
    #expect(page.lines("redis_up").count == 1, sourceLocation: sourceLocation)
    #expect(
      page.lines("redis_exporter_last_scrape_error").count == 1, sourceLocation: sourceLocation)
    let reason = page.reason ?? "?"
    #expect(
      reason == "" || Self.reasons.contains(reason), "\(reason)", sourceLocation: sourceLocation)
    if page.isUp {
      // Of what was garbled nobody can tell how much is legible.
      let isWhole = page["redis_uptime_in_seconds"] != nil
      #expect(isWhole || reason != "", sourceLocation: sourceLocation)
    } else {
      #expect(reason != "", sourceLocation: sourceLocation)
      #expect(page.fromServer == [], sourceLocation: sourceLocation)
      #expect(page.succeeded == [], sourceLocation: sourceLocation)
    }
  }

  func checkSecrecy(_ body: String, _ sourceLocation: SourceLocation = #_sourceLocation) {
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
    var page = MetricsPage("", .redis)
    do {
      try wait(seconds: 30, for: "the exporter to recover") {
        page = try scrape(sourceLocation: sourceLocation)
        return page.isUp && page.failed.isEmpty && page.reason == ""
      }
    } catch {
      Issue.record("\(error): \(log)", sourceLocation: sourceLocation)
      throw error
    }
    return page
  }

  /// Scrapes as often as said: the server stays down, for that reason.
  func staysDown(
    _ reasons: String..., times: Int = 4, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for _ in 0..<times {
      let page = try scrape(sourceLocation: sourceLocation)
      #expect(!page.isUp, sourceLocation: sourceLocation)
      #expect(
        reasons.contains(page.reason ?? "?"), "\(page.reason ?? "?"): \(log)",
        sourceLocation: sourceLocation)
    }
  }

  /// Waits until the server has one connection from us: one that was given up may take a moment to
  /// go.
  func holdsOneConnection(
    to server: RedisServer, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try? wait(seconds: 10, for: "the old connections to end") {
      try Self.connections(server) == 1
    }
    #expect(try Self.connections(server) == 1, sourceLocation: sourceLocation)
  }

  // MARK: Log and memory

  var log: String { exporter.program.output }

  /// The lines of the log that say so.
  func told(_ text: String) -> [Substring] {
    log.split(separator: "\n").filter { $0.contains(text) }
  }

  /// The memory that it has, in kB.
  var memory: Int {
    get throws {
      let status = try String(
        contentsOfFile: "/proc/\(exporter.program.pid)/status", encoding: .utf8)
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
      return try #require(line.flatMap { Int($0.split(whereSeparator: \.isWhitespace)[1]) })
    }
  }

  /// The most memory that it ever had, in kB.
  var peakMemory: Int {
    get throws {
      let status = try String(
        contentsOfFile: "/proc/\(exporter.program.pid)/status", encoding: .utf8)
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      return try #require(line.flatMap { Int($0.split(whereSeparator: \.isWhitespace)[1]) })
    }
  }

  /// Its files and sockets that are open.
  var descriptors: Int {
    get throws {
      try FileManager.default.contentsOfDirectory(
        atPath: "/proc/\(exporter.program.pid)/fd"
      ).count
    }
  }
}

extension RedisServer {
  /// Runs a command by redis-cli, and returns what it prints.
  @discardableResult
  func ask(_ arguments: [String]) throws -> String {
    let child = try Child(["redis-cli", "-s", socket] + arguments, capturesOutput: true)
    return child.finish()
  }

  /// Starts a command that takes its time.
  func begin(_ arguments: String...) throws -> Child {
    try Child(["redis-cli", "-s", socket] + arguments)
  }
}

/// A client that has been let in and stays for as long as this value does.
final class IdleClient {
  private let descriptor: CInt

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in(port: port)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    let question = Array("PING\r\n".utf8)
    var answer = [UInt8](repeating: 0, count: 64)
    guard result == 0, send(descriptor, question, question.count, CInt(MSG_NOSIGNAL)) > 0,
      recv(descriptor, &answer, answer.count, 0) > 0, answer.starts(with: "+PONG".utf8)
    else { throw Failure(description: "\(port) does not let us in") }
  }

  deinit { close(descriptor) }
}

extension MetricsPage {
  /// Why something could not be read of a Redis; empty when nothing was missing.
  var reason: String? {
    guard let line = lines("redis_exporter_last_scrape_error").first else { return nil }
    let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
    let label = parts.count > 1 ? String(parts[1]) : ""
    return line.hasSuffix(label.isEmpty ? " 0" : " 1") ? label : nil
  }
}
