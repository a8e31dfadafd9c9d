import Foundation
import TestSupport

/// A Prometheus that has nothing but what it is given, for all tests of a run: it dies with the process, and not
/// with the thread that happened to start it.
final class PrometheusServer: Sendable {
  static let requirement = Requirement(programs: ["prometheus", "promtool"])

  let address: String
  private let server: Child
  private let folder: TemporaryFolder

  init(openMetrics: String) throws {
    folder = try TemporaryFolder([
      "history.om": openMetrics, "prometheus.yml": "global: {}\n", "log": "",
    ])
    let data = "\(folder.path)/data"
    let blocks = try Child(
      ["promtool", "tsdb", "create-blocks-from", "openmetrics", "\(folder.path)/history.om", data],
      log: "\(folder.path)/log", capturesOutput: true)
    blocks.finish()
    guard blocks.exitStatus == 0 else {
      throw Failure(description: "promtool: \(Self.text(folder, "log"))")
    }
    let port = try freePort()
    address = "http://127.0.0.1:\(port)"
    server = try Child(
      [
        "sh", "-c", #""$@" & read -r _; kill -9 $!"#, "sh", "prometheus",
        "--config.file=\(folder.path)/prometheus.yml",
        "--storage.tsdb.path=\(data)", "--storage.tsdb.retention.time=100y",
        "--web.listen-address=127.0.0.1:\(port)",
      ], log: "\(folder.path)/log", takesInput: true)
    try wait(seconds: 60, for: "Prometheus to be ready") { [folder, server] in
      let log = Self.text(folder, "log")
      guard server.isRunning, !log.contains("level=error") else {
        throw Failure(description: "Prometheus ended: \(log)")
      }
      return log.contains("Server is ready to receive web requests")
    }
  }

  private static func text(_ folder: TemporaryFolder, _ name: String) -> String {
    (try? String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)) ?? ""
  }
}
