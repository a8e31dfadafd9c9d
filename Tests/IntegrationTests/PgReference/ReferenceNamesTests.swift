import Foundation
import TestSupport
import Testing

/// Every name that postgres_exporter has for PostgreSQL 15 is served when its collector is on.
@Suite(.serialized, PostgresServer.requirement.trait) struct ReferenceNamesTests {
  /// A family of postgres_exporter's.
  struct Family {
    let name: String
    let type: String
    let labels: Set<String>
  }

  /// What PostgreSQL 15 does not have, or we do not, and why.
  private static let unserved = [
    "buffercache_summary": "pg_buffercache_summary() came with PostgreSQL 16",
    "stat_checkpointer": "pg_stat_checkpointer came with PostgreSQL 17; stat_bgwriter has it",
    "xlog_location": "the functions are gone since PostgreSQL 10",
    "replication_slots_pg_xlog_location_diff": "the function is gone since PostgreSQL 10",
    "stat_replication_pg_xlog_location_diff": "the function is gone since PostgreSQL 10",
  ]

  /// Labels that differ, and why.
  private static let otherLabels = [
    "postgres_exporter_build_info": "it tells of Swift, not of Go"
  ]

  private static func families() throws -> [Family] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("postgres_exporter-names.tsv")
    return try String(contentsOf: path, encoding: .utf8).split(separator: "\n").map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      return Family(
        name: fields[0], type: fields[1],
        labels: Set(fields[2].split(separator: ",").map(String.init)))
    }
  }

  /// Everything that is served, by family: its type, and the labels of each of its series.
  private struct Served {
    private(set) var types: [String: String] = [:]
    private(set) var labels: [String: Set<Set<String>>] = [:]

    mutating func add(_ page: MetricsPage) {
      for line in page.text.split(separator: "\n") where line.hasPrefix("# TYPE ") {
        let words = line.split(separator: " ").map(String.init)
        types[words[2]] = words[3]
      }
      for sample in page.samples {
        var name = String(sample.prefix { $0 != "{" && $0 != " " })
        var names = Set(
          sample.matches(of: #/([a-z_]+)="(?:[^"\\]|\\.)*"/#).map { String($0.1) })
        if types[name] == nil, let end = name.range(of: "_bucket") {
          name.removeSubrange(end)
          names.remove("le")
        }
        labels[name, default: []].insert(names)
      }
    }
  }

  @Test func everyNameOfTheReferenceIsServed() throws {
    let stage = try ReferenceStage()
    var served = Served()
    for page in try stage.pages() { served.add(page) }
    for family in try Self.families() {
      let bare = family.name.dropFirst("pg_".count)
      if let reason = Self.unserved.first(where: { bare.hasPrefix($0.key) }) {
        #expect(
          served.labels[family.name] == nil, "\(family.name) is served: \(reason.value)")
        continue
      }
      guard let labels = served.labels[family.name] else {
        Issue.record("\(family.name) is not served")
        continue
      }
      #expect(served.types[family.name] == family.type, "\(family.name)")
      if let reason = Self.otherLabels.first(where: { family.name.hasPrefix($0.key) }) {
        #expect(!labels.contains(family.labels), "\(family.name) has them: \(reason.value)")
        continue
      }
      #expect(
        labels.contains(family.labels), "\(family.name): \(family.labels.sorted()), not \(labels)")
    }
  }

  @Test func everySettingThatIsANumberIsServed() throws {
    let server = try FaultBench.server()
    let page = try FaultBench(server).scrape()
    let served = Set(
      page.family(prefix: "pg_settings_").map { $0.prefix { $0 != "{" && $0 != " " } })
    let names = try server.run(
      "SELECT name FROM pg_settings WHERE vartype IN ('bool', 'integer', 'real')", user: "vigie"
    ).split(separator: "\n").map {
      "pg_settings_" + $0.replacing(".", with: "_").replacing("-", with: "_")
    }
    #expect(names.count > 200)
    for name in names {
      #expect(
        ["", "_seconds", "_bytes"].contains { served.contains("\(name)\($0)") }, "\(name)")
    }
    #expect(served.count == names.count)
  }
}
