import Foundation
import Testing
import YAML

@testable import AppProbe

/// That what the documentation shows can be used as it stands there.
@Suite struct DocumentationTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .appendingPathComponent("../../../../docs").standardizedFileURL

  @Test(arguments: [("app-probe", 1), ("app-probe-schedule", 1), ("app-probe-journey", 1)])
  func configurationsLoadAsTheyAreShown(page: String, count: Int) throws {
    let text = try String(
      contentsOf: Self.folder.appendingPathComponent("\(page).md"), encoding: .utf8)
    let examples = text.components(separatedBy: "```yaml\n").dropFirst().map {
      $0.components(separatedBy: "\n```")[0]
    }.filter { $0.hasPrefix("modules:") }
    #expect(examples.count == count)
    for example in examples {
      let configuration = try ProbeConfiguration(
        YAMLDocument(example, name: "\(page).md"), file: "/etc/app-probe/app-probe.yml")
      #expect(!configuration.modules.isEmpty)
      #expect(configuration.warnings.isEmpty)
    }
  }

  /// Each option of each module is in the table.
  @Test func everyOptionIsListed() throws {
    let text = try String(
      contentsOf: Self.folder.appendingPathComponent("app-probe.md"), encoding: .utf8)
    for kind in ["http", "tcp", "unix", "icmp", "grpc", "websocket"] {
      guard case .mapping(let entries) = try module("prober: \(kind)").settings,
        case .mapping(let options)? = entries.last?.value
      else { continue }
      for option in options { #expect(text.contains("`\(option.key)"), "\(kind).\(option.key)") }
    }
  }
}
