import Foundation
import TestSupport
import Testing

/// An exporter of this package as it is built.
enum Product: String {
  case node = "node-exporter"
  case pg = "pg-exporter"
  case redis = "redis-exporter"
  case probe = "app-probe"
  case docker = "docker-exporter"

  /// Another one than that which `script/build` builds, which `script/test` calls.
  private var variable: String {
    switch self {
    case .node: "VIGIE_NODE_EXPORTER"
    case .pg: "VIGIE_PG_EXPORTER"
    case .redis: "VIGIE_REDIS_EXPORTER"
    case .probe: "VIGIE_APP_PROBE"
    case .docker: "VIGIE_DOCKER_EXPORTER"
    }
  }

  var executable: String {
    if let path = ProcessInfo.processInfo.environment[variable] { return path }
    let tests = URL(fileURLWithPath: #filePath)
    let package = tests.deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let built = ["release", "debug"].map { "\(package.path)/.build/\($0)/\(rawValue)" }
    // The one that was built last: an older one would pass or fail for what the code no longer is.
    let newest = built.max { left, right in Self.modified(left) < Self.modified(right) }
    return newest ?? built[0]
  }

  private static func modified(_ path: String) -> Date {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.modificationDate] as? Date ?? .distantPast
  }
}

/// An exporter on a port of its own.
final class RunningExporter {
  let program: Program
  let port: Int

  convenience init(
    _ product: Product, _ arguments: String..., environment: [String: String] = [:]
  ) throws {
    try self.init(product, arguments: arguments, environment: environment)
  }

  init(_ product: Product, arguments: [String], environment: [String: String] = [:]) throws {
    program = try Program(
      product.executable, ["--web.listen-address=127.0.0.1:0"] + arguments, environment: environment
    )
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
