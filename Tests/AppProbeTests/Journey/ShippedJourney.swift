import Foundation
import Shared
import TestSupport
import YAML

@testable import AppProbe

/// The journeys of `deploy/app-probe/voting.yml`, also the one that is off there.
struct ShippedJourney {
  private let modules: [String: YAMLValue]

  /// - Parameter result: Where the result page is.
  init(result: String) throws {
    let file = URL(fileURLWithPath: #filePath)
      .appendingPathComponent("../../../../deploy/app-probe/voting.yml").standardizedFileURL
    let text = try String(contentsOf: file, encoding: .utf8)
      .replacingOccurrences(of: "http://127.0.0.1:5001", with: result)
    var isOff = false
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if line == "  # voting_journey:" { isOff = true }
      return isOff && line.hasPrefix("  # ") ? "  " + line.dropFirst(4) : String(line)
    }
    modules = try YAMLDocument(lines.joined(separator: "\n"), name: file.lastPathComponent)
      .root.mapping { mapping in
        Dictionary(
          uniqueKeysWithValues: try mapping.entries("modules").map { ($0.name, $0.value) })
      }
  }

  /// A prober that remembers nothing yet.
  func prober(_ module: String) throws -> JourneyProber {
    guard let value = modules[module] else { throw Failure(description: "no module \(module)") }
    return try value.mapping { mapping in
      mapping.ignore("prober", "timeout")
      let journey = try Journey(
        mapping.required("journey"), ConfigurationFolder(of: "voting.yml"), ModuleNotes())
      return JourneyProber(journey: journey)
    }
  }
}
