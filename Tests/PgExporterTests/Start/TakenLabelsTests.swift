import Foundation
import Testing

@testable import PgExporter

@Suite struct TakenLabelsTests {
  /// What the sources say: `labels: ["name": …]`, `["name", "name"]` (but `dictionary["key"]`), `Label("name"`,
  /// `label: "name"`.
  @Test func everyLabelOfACollectorIsTaken() throws {
    let sources = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Sources/PgExporter").standardized
    var names: Set<String> = []
    for folder in ["Collectors", "Queries", "Servers"] {
      let files = try FileManager.default.contentsOfDirectory(
        at: sources.appending(path: folder), includingPropertiesForKeys: nil)
      for file in files where file.pathExtension == "swift" {
        let text = try String(contentsOf: file, encoding: .utf8)
        for match in text.matches(of: /labels: \[([^\]]*)\]/) {
          names.formUnion(match.1.matches(of: /"([a-z_]+)":/).map { String($0.1) })
        }
        let lists = folder == "Collectors" ? text : ""
        for match in lists.matches(of: /[^a-z]\[("[a-z_]+"(?:,\s*"[a-z_]+")*)\]/) {
          names.formUnion(match.1.matches(of: /"([a-z_]+)"/).map { String($0.1) })
        }
        names.formUnion(text.matches(of: /[lL]abel(?:\(|: )"([a-z_]+)"/).map { String($0.1) })
      }
    }
    #expect(names.count > 30)
    #expect(names.subtracting(ConstantLabels.taken) == [])
  }
}
