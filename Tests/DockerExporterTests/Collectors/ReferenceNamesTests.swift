import Shared
import TestSupport
import Testing

@testable import DockerExporter

/// Dashboards written for cAdvisor find the names that they ask for.
@Suite struct ReferenceNamesTests {
  @Test func everyNameIsServedOrHasAReason() throws {
    let served = try Set(namesServed())
    for (name, answer) in ReferenceNames.all {
      switch answer {
      case .served: #expect(served.contains(name), "\(name) is not served")
      case .servedWithStates: #expect(!served.contains(name), "\(name) is served twice")
      case .absent(let reason):
        #expect(!served.contains(name), "\(name) is served after all")
        #expect(reason.count > 10)
      }
    }
    #expect(Set(ReferenceNames.all.map(\.name)).count == ReferenceNames.all.count)
  }

  /// What is served beside cAdvisor's names has ours.
  @Test func nothingElseTakesANameOfTheirs() throws {
    let theirs = Set(ReferenceNames.all.map(\.name))
    for name in try namesServed() where !theirs.contains(name) {
      #expect(name.hasPrefix("docker_container_"))
    }
  }

  @Test func collectorsAreNamedAsTheirListSays() throws {
    let context = try RecordedHost.firstVersion().context()
    for entry in UsageCollectors.all { #expect(try entry.make(context).name == entry.name) }
    #expect(UsageCollectors.all.map(\.name) == UsageCollectors.all.map(\.name).sorted())
  }

  /// By all collectors, of hosts of both versions.
  private func namesServed() throws -> [String] {
    var names: [String] = []
    for host in [try RecordedHost.firstVersion(), try RecordedHost.secondVersion()] {
      try host.addProcessFiles()
      for entry in UsageCollectors.all {
        let text = try host.exposition(of: entry.make(host.context()))
        names += text.split(separator: "\n").filter { $0.hasPrefix("# TYPE") }
          .map { String($0.split(separator: " ")[2]) }
      }
    }
    return names
  }
}
