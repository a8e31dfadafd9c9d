import ArgumentParser
import Shared
import Testing

@testable import NodeExporter

@Suite struct SystemdMemoryTests {
  private let loaded = SystemdMemory.Load(stamp: 1, sender: ":1.0")

  @Test func whatSeldomChangesIsAskedOnce() throws {
    var memory = try memory()
    let units = [unit("a.service"), unit("b.timer")]
    #expect(
      ask(&memory, units, loaded)
        == [
          "Version", "Virtualization", "ListUnitFiles", "a.service Type", "b.timer LastTriggerUSec",
        ]
    )
    #expect(ask(&memory, units, loaded) == ["b.timer LastTriggerUSec"])
  }

  @Test(arguments: [
    SystemdMemory.Load(stamp: 2, sender: ":1.0"), SystemdMemory.Load(stamp: 1, sender: ":1.9"),
    SystemdMemory.Load(stamp: nil, sender: ":1.0"),
  ])
  func afterAReloadOrANewSystemdEverythingIsAskedAgain(loaded: SystemdMemory.Load) throws {
    var memory = try memory()
    _ = ask(&memory, [unit("a.service")], self.loaded)
    #expect(
      ask(&memory, [unit("a.service")], loaded)
        == ["Version", "Virtualization", "ListUnitFiles", "a.service Type"])
  }

  @Test func aUnitWhoseStateChangedIsAskedForItsTypeAgain() throws {
    var memory = try memory()
    _ = ask(&memory, [unit("a.service"), unit("b.service")], loaded)
    #expect(
      ask(&memory, [unit("a.service", "failed", "failed"), unit("b.service")], loaded)
        == ["a.service Type"])
  }

  @Test func aUnitThatWasGoneIsANewOne() throws {
    var memory = try memory()
    _ = ask(&memory, [unit("a.service"), unit("b.service")], loaded)
    _ = ask(&memory, [unit("b.service")], loaded)
    #expect(ask(&memory, [unit("a.service"), unit("b.service")], loaded) == ["a.service Type"])
  }

  @Test func onlySocketsThatAcceptAreAskedForTheirConnections() throws {
    var memory = try memory()
    let units = [unit("accepting.socket"), unit("quiet.socket")]
    _ = ask(&memory, units, loaded)
    #expect(
      ask(&memory, units, loaded) == [
        "accepting.socket NAccepted", "accepting.socket NConnections", "accepting.socket NRefused",
      ])
  }

  @Test func flagsAskForMore() throws {
    var memory = try memory(
      "--collector.systemd.enable-task-metrics", "--collector.systemd.enable-restarts-metrics",
      "--collector.systemd.enable-start-time-metrics")
    let units = [unit("a.service"), unit("b.service", "inactive", "dead")]
    _ = ask(&memory, units, loaded)
    #expect(
      ask(&memory, units, loaded) == [
        "a.service TasksCurrent", "a.service TasksMax", "a.service NRestarts",
        "a.service ActiveEnterTimestamp", "b.service TasksCurrent", "b.service TasksMax",
        "b.service NRestarts",
      ])
  }

  @Test func unitsThatAreNotWantedOnlyCount() throws {
    var memory = try memory("--collector.systemd.unit-exclude=b.*")
    var report = SystemdReport()
    let units = [
      unit("a.service"), unit("ab.service", load: "not-found"), unit("b.service", "reloading", "x"),
    ]
    _ = memory.plan(units, loaded, &report)
    #expect(report.units.map(\.name) == ["a.service"])
    #expect(
      report.states == [
        "active": 2, "activating": 0, "deactivating": 0, "inactive": 0, "failed": 0, "reloading": 1,
      ])
  }

  @Test func expectedUnitsComeFromFilesAsWell() throws {
    var memory = try memory("--collector.systemd.expected=[abcdefg]\\.service")
    var report = SystemdReport()
    let units = [
      unit("a.service"), unit("b.service", "reloading", "reload"),
      unit("c.service", "activating", "start"), unit("d.service", load: "not-found", "inactive"),
    ]
    let plan = memory.plan(units, loaded, &report)
    for (question, row) in plan.questions {
      memory.learn(answer(question), to: question, row, &report)
    }
    memory.complete(&report, units)
    #expect(
      report.expected.map { "\($0.name) \($0.isUp)" } == [
        "a.service true", "b.service true", "c.service false", "d.service false",
        "e.service false", "f.service false",
      ])
    #expect(
      report.files.map { "\($0.name) \($0.state)" } == ["a.service enabled", "e.service enabled"])
  }

  @Test(arguments: [
    ("252.39-1~deb12u2", 252.39), ("249", 249), ("v255~rc1-3", 255), ("systemd 1000.5.1", 1000.5),
  ])
  func theVersionIsTheFirstLongNumber(text: String, number: Double) {
    #expect(SystemdVersion(text)?.number == number)
  }

  @Test(arguments: ["", "12.34", "v"])
  func whatHasNoLongNumberIsNoVersion(text: String) {
    #expect(SystemdVersion(text) == nil)
  }

  @Test func templatesAndAliasesAreNoUnits() {
    func isUnit(_ name: String, _ state: String) -> Bool {
      UnitFile(path: "/lib/systemd/system/\(name)", state: state).isUnit
    }
    #expect(isUnit("a.service", "static"))
    #expect(isUnit("getty@tty1.service", "enabled"))
    #expect(!isUnit("getty@.service", "enabled"))
    #expect(!isUnit("sshd.service", "alias"))
  }

  // MARK: -

  private func memory(_ flags: String...) throws -> SystemdMemory {
    let options = try SystemdOptions.parse(flags)
    return try SystemdMemory(options, wanted: options.units(), expected: options.expectedUnits())
  }

  private func unit(
    _ name: String, load: String = "loaded", _ active: String = "active", _ sub: String = "running"
  ) -> UnitStatus {
    UnitStatus(name: name, load: load, active: active, sub: sub, path: "/\(name)")
  }

  /// What is asked in one scrape, after which the answers are known.
  private func ask(
    _ memory: inout SystemdMemory, _ units: [UnitStatus], _ loaded: SystemdMemory.Load
  ) -> [String] {
    var report = SystemdReport()
    let plan = memory.plan(units, loaded, &report)
    for (question, row) in plan.questions {
      memory.learn(answer(question, report.units[row].name), to: question, row, &report)
    }
    memory.complete(&report, units)
    return plan.calls.map { call in
      guard let property = call.arguments.last else { return call.member }
      return call.path.hasPrefix("/org/") ? property : "\(call.path.dropFirst()) \(property)"
    }
  }

  private func answer(
    _ question: SystemdMemory.Question, _ name: String = ""
  ) -> SystemdMemory.Answer {
    switch question {
    case .version: .text("252")
    case .virtualization, .type, .templateState: .text("simple")
    case .accepts: .number(name == "accepting.socket" ? 1 : 0)
    case .files:
      .files([
        UnitFile(path: "/lib/systemd/system/f.service", state: "disabled"),
        UnitFile(path: "/etc/systemd/system/e.service", state: "enabled"),
        UnitFile(path: "/etc/systemd/system/a.service", state: "enabled"),
        UnitFile(path: "/etc/systemd/system/g.service", state: "alias"),
      ])
    default: .number(1)
    }
  }
}
