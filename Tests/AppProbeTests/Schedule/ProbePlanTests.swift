import Shared
import Testing
import YAML

@testable import AppProbe

@Suite struct ProbePlanTests {
  private func plan(_ yaml: String) throws -> ProbePlan {
    let modules: [ExactName: Module] = [
      "http_vote": .fake(.quick, name: "http_vote", timeout: .seconds(3)),
      "tcp": .fake(.quick, name: "tcp"),
    ]
    return try YAMLDocument(yaml, name: "probe.yml").root.mapping { root in
      root.ignore("modules")
      return try ProbePlan(root, modules: modules)
    }
  }

  @Test func aPlanIsReadFromTheFileOfTheModules() throws {
    let plan = try plan(
      """
      modules: {}
      vantage: inside
      probe_rules: {allow: ["10.0.0.0/8"], refuse_private: true}
      calendars:
        contract: {timezone: Europe/Paris, windows: [{days: mon, from: 10:00, to: 18:00}]}
      targets:
        - target: http://127.0.0.1:5000/
          module: http_vote
          interval: 5s
          timeout: 2s
          hostname: vote.example.com
          labels: {service: vote, area: front}
          calendar: contract
        - {target: "db1:5432", module: tcp}
      """)
    #expect(plan.vantage == "inside")
    #expect(plan.rules.refusesPrivate)
    #expect(plan.calendars.map(\.name) == ["contract"])
    let (vote, db) = (plan.targets[0], plan.targets[1])
    #expect(vote.target == "http://127.0.0.1:5000/" && vote.module.name == "http_vote")
    #expect(vote.interval == .seconds(5) && vote.limit == .seconds(2))
    #expect(vote.hostname == "vote.example.com" && vote.calendar == "contract")
    #expect(vote.labels.map(\.name) == ["area", "service"])
    #expect(db.interval == .seconds(15) && db.limit == .seconds(10))
    #expect(db.labels.isEmpty && db.calendar == nil)
  }

  @Test func aFileOfModulesAloneSchedulesNothing() throws {
    let plan = try plan("modules: {}")
    #expect(plan.targets.isEmpty && plan.calendars.isEmpty && plan.vantage == nil)
    #expect(plan.rules.allowed == nil && !plan.rules.refusesPrivate)
  }

  @Test func theLimitIsTheNearestThatIsSaid() {
    func limit(_ timeout: Int?, _ module: Int?, interval: Int) -> Duration {
      var target = ScheduledTarget(
        target: "a", module: .fake(.quick, timeout: module.map { .seconds($0) }))
      target.timeout = timeout.map { .seconds($0) }
      target.interval = .seconds(interval)
      return target.limit
    }
    #expect(limit(nil, nil, interval: 15) == .seconds(10))
    #expect(limit(nil, nil, interval: 5) == .seconds(5))
    #expect(limit(nil, 20, interval: 15) == .seconds(15))
    #expect(limit(nil, 3, interval: 15) == .seconds(3))
    #expect(limit(12, 20, interval: 15) == .seconds(12))
  }

  @Test(arguments: [
    ("[{module: tcp}]", "probe.yml:1: targets[0]: 'target' is missing"),
    (
      "[{target: a, module: icmp}]",
      "probe.yml:1: targets[0].module: there is no such module; there are http_vote, tcp"
    ),
    (
      "[{target: a, module: tcp, interval: 500ms}]",
      "probe.yml:1: targets[0].interval: an interval is from 1s to 1d"
    ),
    (
      "[{target: a, module: tcp, interval: 5s, timeout: 6s}]",
      "probe.yml:1: targets[0].timeout: a timeout is more than 0s and at most the interval of "
        + "5.0 seconds, so that a probe ends before the next begins"
    ),
    (
      "[{target: 'http://me:hunter2@a/', module: tcp}]",
      "probe.yml:1: targets[0].target: a target is shown to everybody as a label, so it must hold no "
        + "user or password; give those to the module, as basic_auth"
    ),
    (
      "[{target: 'me:hunter2@a/', module: tcp}]",
      "probe.yml:1: targets[0].target: a target is shown to everybody as a label, so it must hold no "
        + "user or password; give those to the module, as basic_auth"
    ),
    (
      "[{target: 'a b', module: tcp}]",
      "probe.yml:1: targets[0].target: a target is of 1 to 2000 bytes, without blanks"
    ),
    (
      "[{target: a, module: tcp, labels: {module: x}}]",
      "probe.yml:1: targets[0].labels.module: the probes' own label has this name, so call it "
        + "something else, such as module_name"
    ),
    (
      "[{target: a, module: tcp, labels: {a-b: x}}]",
      "probe.yml:1: targets[0].labels.a-b: this is no name of a label: those have letters, digits and "
        + "_, begin with no digit and not with __, and have 100 bytes at most"
    ),
    (
      "[{target: a, module: tcp, labels: {a: ''}}]",
      "probe.yml:1: targets[0].labels.a: a label's value has 1 to 500 bytes; leave the label away if "
        + "there is none"
    ),
    (
      "[{target: a, module: tcp, calendar: contract}]",
      "probe.yml:1: targets[0].calendar: there is no such calendar; there are none"
    ),
    (
      "[{target: a, module: tcp, intervall: 5s}]",
      "probe.yml:1: targets[0]: unknown key 'intervall'; did you mean 'interval'?"
    ),
    (
      "[{target: a, module: tcp, labels: {x: '1', y: '2'}},\n {target: a, module: tcp, labels: {y: '2', x: '1'}}]",
      "probe.yml:2: targets[1]: the target in line 1 has the same target, module and labels; give one "
        + "of them another label, or take it out"
    ),
  ])
  func aTargetThatMakesNoSenseIsAnErrorWithItsPlace(targets: String, says: String) {
    #expect(throws: (any Error).self) { try plan("targets: \(targets)") }
    do { _ = try plan("targets: \(targets)") } catch { #expect("\(error)" == says) }
  }

  @Test func thereIsAnEndToTargets() throws {
    func yaml(_ count: Int) -> String {
      "targets:\n"
        + (0..<count).map { "  - {target: \"a:\($0)\", module: tcp}\n" }.joined()
    }
    #expect(try plan(yaml(10_000)).targets.count == 10_000)
    #expect(throws: (any Error).self) { try plan(yaml(10_001)) }
  }
}
