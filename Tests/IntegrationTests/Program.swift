import Foundation
import TestSupport
import Testing

/// A program that a test runs, and what it prints; it dies with the test.
final class Program {
  private let child: Child
  private let folder: TemporaryFolder
  private let log: String

  /// - Parameter executable: A path, or a name that is looked up.
  init(_ executable: String, _ arguments: [String], environment: [String: String] = [:]) throws {
    folder = try TemporaryFolder(["log": ""])
    log = "\(folder.path)/log"
    child = try Child(
      ["setpriv", "--pdeathsig", "KILL", executable] + arguments, environment: environment,
      log: log)
  }

  var pid: pid_t { child.pid }
  var isRunning: Bool { child.isRunning }

  /// What it wrote so far, to standard output and standard error.
  var output: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

  /// Waits until `condition` holds, half a minute at most.
  @discardableResult
  func wait(for condition: (Program) throws -> Bool) rethrows -> Bool {
    let end = Date(timeIntervalSinceNow: 30)
    while Date() < end {
      if try condition(self) { return true }
      pauseBriefly()
    }
    return false
  }

  /// Waits for its end and returns its exit status; a signal's number plus 128.
  func end() -> CInt? {
    wait { !$0.isRunning }
    return child.exitStatus
  }

  func signal(_ number: CInt) { child.signal(number) }
}

extension Program {
  /// Where a program of the machine is.
  static func path(of name: String) -> String? {
    ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"].map {
      "\($0)/\(name)"
    }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}

/// `node-exporter` as it is built, on a port of its own.
final class RunningExporter {
  /// Built by `script/build`, which `script/test` calls.
  static let executable: String = {
    if let path = ProcessInfo.processInfo.environment["VIGIE_NODE_EXPORTER"] { return path }
    let tests = URL(fileURLWithPath: #filePath)
    let package = tests.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let built = ["release", "debug"].map { "\(package.path)/.build/\($0)/node-exporter" }
    // The one that was built last: an older one would pass or fail for what the code no longer is.
    let newest = built.max { left, right in modified(left) < modified(right) }
    return newest ?? built[0]
  }()

  private static func modified(_ path: String) -> Date {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.modificationDate] as? Date ?? .distantPast
  }

  let program: Program
  let port: Int

  init(_ arguments: String..., environment: [String: String] = [:]) throws {
    program = try Program(
      Self.executable, ["--web.listen-address=127.0.0.1:0"] + arguments, environment: environment)
    var found: Int?
    program.wait { program in
      found =
        program.output.firstMatch(of: #/address=127\.0\.0\.1:(\d+)/#).flatMap { Int($0.1) }
      return found != nil || !program.isRunning
    }
    port = try #require(found, "it does not listen: \(program.output)")
  }

  func get(_ path: String, _ headers: String...) throws -> Answer {
    try Answer(
      ["--globoff", "http://127.0.0.1:\(port)\(path)"] + headers.flatMap { ["--header", $0] })
  }

  /// The sample lines of a page of metrics.
  func samples(_ path: String = "/metrics", _ headers: String...) throws -> [String] {
    TestSupport.samples(
      try Answer(
        ["--globoff", "http://127.0.0.1:\(port)\(path)"] + headers.flatMap { ["--header", $0] }
      ).body)
  }
}

/// An answer over HTTP, as curl got it.
struct Answer {
  let status: Int
  let headers: [String: String]
  let body: String

  /// - Parameter arguments: Of curl: a URL, and what it needs to ask for it.
  init(_ arguments: [String]) throws {
    let curl = try Program(
      "curl", ["--silent", "--show-error", "--include", "--max-time", "30"] + arguments)
    let status = curl.end()
    try #require(status == 0, "curl \(arguments): \(curl.output)")
    let parts = curl.output.split(
      separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
    let lines = parts[0].split(separator: "\r\n")
    self.status = try #require(Int(lines[0].split(separator: " ")[1]))
    headers = Dictionary(
      lines.dropFirst().compactMap { line in
        let field = line.split(separator: ":", maxSplits: 1)
        return field.count == 2
          ? (field[0].lowercased(), field[1].trimmingCharacters(in: .whitespaces)) : nil
      }, uniquingKeysWith: { "\($0), \($1)" })
    body = parts.count > 1 ? String(parts[1]) : ""
  }
}
