import Testing

@testable import DockerExporter

/// Whose labels a history keeps, by which a container says that it is expected.
@Suite struct HistoryLabelsTests {
  private var bookkeeper = Bookkeeper(baseline: 1000)
  private var contents = ContainerLedger.Contents()

  private mutating func tell(
    _ action: EngineEvent.Action, _ id: String, name: String, time: Double
  ) {
    bookkeeper.apply(
      EngineEvent(
        action, id: id, time: time, attributes: ["name": name, "image": "box", "role": id]),
      to: &contents, at: .now)
  }

  private func labels(_ name: String) -> [String: String]? { contents.histories[name]?.labels }

  @Test mutating func theyOutliveTheContainer() {
    tell(.create, "a", name: "web", time: 1001)
    tell(.destroy, "a", name: "web", time: 1002)
    #expect(contents.containers.isEmpty)
    #expect(labels("web") == ["role": "a"])
  }

  @Test mutating func aRenamedContainerTakesThemAlong() {
    // As compose replaces a container: the new one has another name until the old one is gone.
    tell(.create, "old", name: "web", time: 1001)
    tell(.create, "new", name: "1234_web", time: 1002)
    tell(.destroy, "old", name: "web", time: 1003)
    tell(.rename, "new", name: "web", time: 1004)
    #expect(labels("1234_web") == [:])
    #expect(labels("web") == ["role": "new"])
    #expect(contents.histories["1234_web"]?.goneSince != nil)
  }

  @Test mutating func soDoesOneWhoseRenamingOnlyInspectShows() {
    tell(.create, "a", name: "before", time: 1001)
    var container = Container(id: "a", name: "after", image: "box")
    container.labels = ["role": "b"]
    bookkeeper.observe(container, in: &contents, at: .now)
    #expect(labels("before") == [:])
    #expect(labels("after") == ["role": "b"])
  }

  @Test mutating func anEndByEventKeepsItsExitCode() {
    tell(.create, "a", name: "web", time: 1001)
    tell(.start, "a", name: "web", time: 1002)
    bookkeeper.apply(
      EngineEvent(
        .die, id: "a", time: 1003, attributes: ["name": "web", "image": "box", "exitCode": "3"]),
      to: &contents, at: .now)
    #expect(contents.histories["web"]?.lastExitCode == 3)
  }
}
