import Shared
import TestSupport
import Testing

@testable import DockerExporter

/// How long what was found out of a container holds, and what its end costs.
@Suite struct ObservedContainersTests {
  @Test func filesAreFoundOnceForEachLife() throws {
    let host = try RecordedHost.firstVersion()
    let observed = ObservedContainers(host.ledger, host.paths)
    let life = try #require(observed.all.first?.life)
    let first = try life.cgroup.get()
    host.ledger.contents.update { $0.containers["4f1c"]?.name = "renamed" }
    let second = try #require(observed.all.first)
    #expect(try second.life?.cgroup.get() === first)
    #expect(second.container.name == "renamed")
    #expect(second.labels == ContainerLabels().labels(of: second.container))

    // The next life may have the number of the last one.
    host.ledger.contents.update { $0.containers["4f1c"]?.startedAt = 2000 }
    #expect(try observed.all.first?.life?.cgroup.get() !== first)
  }

  @Test func aContainerThatHasEndedKeepsItsLabels() throws {
    let host = try RecordedHost.secondVersion()
    let observed = ObservedContainers(host.ledger, host.paths)
    let labels = observed.all.first?.labels
    host.ledger.contents.update {
      $0.containers["4f1c"]?.pid = nil
      $0.containers["4f1c"]?.state = .exited
    }
    let ended = try #require(observed.all.first)
    #expect(ended.life == nil)
    #expect(ended.labels == labels)
    #expect(
      ended.labels
        == ContainerLabels().labels(
          of: ended.container, cgroup: "/system.slice/docker-4f1c.scope"))
  }

  @Test func oneThatEndsIsLeftOutInSilence() throws {
    let host = try twoContainers()
    let collector = MemoryCollector(host.context().containers)
    #expect(try names(collector) == ["job", "web"])
    try host.folder.remove("sys/fs/cgroup/memory/docker/77aa")
    try host.folder.remove("proc/200")
    // The kept descriptors of recorded files still read: others are opened, as by a new exporter.
    let anew = MemoryCollector(host.context().containers)
    #expect(try names(anew) == ["web"])
  }

  @Test func oneThatCannotBeReadCostsOnlyItself() throws {
    let host = try twoContainers()
    try host.folder.write("garbage", to: "sys/fs/cgroup/memory/docker/77aa/memory.usage_in_bytes")
    let collector = MemoryCollector(host.context().containers)
    let part = try PartialExposition(of: collector)
    #expect(part.reason?.contains("77aa/memory.usage_in_bytes") == true)
    #expect(part.text.contains("name=\"web\""))
    #expect(!part.text.contains("name=\"job\""))

    let endings = [
      "200 (sleep) Z 1 200 200 0 -1 4227084 94", "200 (a) S) X 1 1",
      "200 (sleep) R 1 200 200 0 -1 4 0",
    ]
    for stat in endings {
      try host.folder.write(stat, to: "proc/200/stat")
      #expect(try names(collector) == ["web"])
    }
    try host.folder.write("200 (sleep) S 1 200 200 0 -1 4194560 94", to: "proc/200/stat")
    #expect(throws: Partial.self) { try names(collector) }
  }

  @Test func whatCouldNotBeFoundIsLookedForAgain() throws {
    let host = try RecordedHost.firstVersion()
    try host.folder.write("0::/\n", to: "proc/100/cgroup")
    let observed = ObservedContainers(host.ledger, host.paths)
    #expect(observed.all.first?.life?.cgroup.isFound == false)
    try host.folder.write(RecordedHost.firstMembership, to: "proc/100/cgroup")
    try wait(seconds: 10, for: "the next try") {
      observed.all.first?.life?.cgroup.isFound == true
    }
  }

  private func twoContainers() throws -> RecordedHost {
    let host = try RecordedHost.firstVersion()
    for (path, text) in RecordedHost.firstFiles {
      try host.folder.write(text, to: path.replacing("4f1c", with: "77aa"))
    }
    try host.run(
      "job", id: "77aa", pid: 200,
      cgroup: RecordedHost.firstMembership.replacing("4f1c", with: "77aa"))
    return host
  }

  /// The containers of which the collector serves the memory.
  private func names(_ collector: MemoryCollector) throws -> [String] {
    samples(try exposition(of: collector))
      .filter { $0.hasPrefix("container_memory_usage_bytes") }
      .compactMap {
        $0.split(separator: "name=\"").last?.split(separator: "\"").first.map(String.init)
      }
  }
}

extension Result {
  fileprivate var isFound: Bool { if case .success = self { true } else { false } }
}
