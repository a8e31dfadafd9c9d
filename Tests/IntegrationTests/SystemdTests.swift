import ArgumentParser
import Foundation
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite(.serialized) struct SystemdTests {
  private static let sleeper = "[Service]\nExecStart=/bin/sleep infinity\n"

  @Test(SystemdHost.requirement.trait)
  func whatItSaysIsWhatSystemctlSays() throws {
    try SystemdHost.requirement.check()
    let host = try SystemdHost(
      units: [
        "steady.service": Self.sleeper,
        "exact.service": "[Service]\nType=exec\nExecStart=/bin/sleep infinity\n",
        "echo.socket": "[Socket]\nListenStream=/run/echo\nAccept=yes\n",
        "echo@.service": "[Service]\nExecStart=/bin/cat\nStandardInput=socket\n",
        "quiet.socket": "[Socket]\nListenStream=/run/quiet\n[Install]\nWantedBy=sockets.target\n",
        "quiet.service": Self.sleeper,
        "tick.timer": "[Timer]\nOnActiveSec=1us\nUnit=steady.service\n",
        "basic.target.d/wants.conf":
          "[Unit]\nWants=exact.service echo.socket quiet.socket tick.timer\n",
      ],
      links: ["off.service": "/dev/null", "sockets.target.wants/quiet.socket": "../quiet.socket"])
    let collector = try collector(
      host.bus, "--collector.systemd.enable-task-metrics",
      "--collector.systemd.enable-restarts-metrics",
      "--collector.systemd.enable-start-time-metrics")
    let socket = try UnixSocket(connectingTo: host.path("/run/echo"))
    let first = try scrape(collector)
    let found = samples(first)

    // Every unit's state, and how many there are of each.
    var expected: Set<String> = []
    var states: [String: Int] = [:]
    for line in try host.run("systemctl", "list-units", "--all", "--plain", "--no-legend")
      .split(separator: "\n")
    {
      let fields = line.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: true)
      states[String(fields[2]), default: 0] += 1
      let excluded = [".automount", ".device", ".mount", ".scope", ".slice"]
      if fields[1] == "loaded", !excluded.contains(where: { fields[0].hasSuffix($0) }) {
        expected.insert("\(fields[0]) \(fields[2])")
      }
    }
    let upStates = found.filter { $0.hasPrefix("node_systemd_unit_state{") && $0.hasSuffix(" 1") }
    #expect(Set(upStates.map { "\(label("name", $0)) \(label("state", $0))" }) == expected)
    #expect(upStates.count == expected.count)
    for state in SystemdReport.stateNames {
      #expect(found.contains(#"node_systemd_units{state="\#(state)"} \#(states[state] ?? 0)"#))
    }

    func has(_ sample: String) -> Bool { found.contains(sample) }
    #expect(
      has(#"node_systemd_unit_state{name="exact.service",state="active",type="exec"} 1"#))
    #expect(has(#"node_systemd_unit_state{name="echo.socket",state="active",type=""} 1"#))
    #expect(has(#"node_systemd_socket_accepted_connections_total{name="echo.socket"} 1"#))
    #expect(has(#"node_systemd_socket_current_connections{name="echo.socket"} 1"#))
    #expect(has(#"node_systemd_socket_refused_connections_total{name="quiet.socket"} 0"#))
    // Where systemd may not count tasks, there is nothing to tell.
    let tasks = try host.run("systemctl", "show", "--value", "-pTasksCurrent", "exact.service")
    #expect(
      has(#"node_systemd_unit_tasks_current{name="exact.service"} 1"#) == tasks.hasPrefix("1"))
    #expect(has(#"node_systemd_service_restart_total{name="exact.service"} 0"#))
    #expect(has(#"node_systemd_unit_file_state{name="quiet.socket",state="enabled"} 1"#))
    #expect(has(#"node_systemd_unit_file_state{name="exact.service",state="static"} 1"#))
    #expect(has(#"node_systemd_virtualization_info{virtualization_type="systemd-nspawn"} 1"#))
    #expect(has("node_systemd_system_running 1"))
    let trigger = try #require(
      found.first { $0.hasPrefix(#"node_systemd_timer_last_trigger_seconds{name="tick.timer"}"#) })
    #expect(abs((Double(trigger.split(separator: " ")[1]) ?? 0) - now()) < 600)
    let start = try #require(
      found.first { $0.hasPrefix(#"node_systemd_unit_start_time_seconds{name="exact.service"}"#) })
    #expect(abs((Double(start.split(separator: " ")[1]) ?? 0) - now()) < 600)
    withExtendedLifetime(socket) {}

    // What is remembered gives the same page.
    socket.close()
    #expect(
      samples(try scrape(collector)).filter { $0.contains(#"name="quiet.socket""#) }
        == found.filter { $0.contains(#"name="quiet.socket""#) })
  }

  @Test(SystemdHost.requirement.trait)
  func whatChangesBetweenTwoScrapesIsSeenInTheSecond() throws {
    try SystemdHost.requirement.check()
    let host = try SystemdHost(
      units: [
        "fragile.service": Self.sleeper,
        "worker@.service": Self.sleeper,
        "wanted.service": Self.sleeper + "[Install]\nWantedBy=parked.target\n",
        "basic.target.d/wants.conf": "[Unit]\nWants=fragile.service\n",
      ],
      links: ["parked.target.wants/wanted.service": "../wanted.service"])
    let collector = try collector(
      host.bus, "--collector.systemd.expected=(wanted|fragile|no-such|worker@.)\\.service")
    try host.run("systemctl", "start", "wanted.service", "worker@1.service")

    func has(_ sample: String) throws -> Bool { samples(try scrape(collector)).contains(sample) }
    let failed = #"node_systemd_unit_state{name="fragile.service",state="failed",type="simple"}"#
    #expect(try has("\(failed) 0"))
    #expect(try has(#"node_systemd_unit_expected_active{name="wanted.service"} 1"#))
    #expect(try has(#"node_systemd_unit_expected_active{name="fragile.service"} 1"#))
    #expect(try has(#"node_systemd_unit_expected_active{name="worker@1.service"} 1"#))
    let callsBefore = collector.callCount
    let timers = samples(try scrape(collector)).count { $0.contains("timer_last_trigger") }
    #expect(collector.callCount - callsBefore == 3 + timers)

    try host.run("systemctl", "kill", "--signal=KILL", "fragile.service")
    let limit = Date(timeIntervalSinceNow: 30)
    while try host.run("systemctl", "is-failed", "fragile.service").hasPrefix("active") {
      try #require(Date() < limit, "systemd did not notice")
    }
    let second = samples(try scrape(collector))
    #expect(second.contains("\(failed) 1"))
    #expect(second.contains("node_systemd_system_running 0"))
    #expect(second.contains(#"node_systemd_unit_expected_active{name="fragile.service"} 0"#))

    // Stopped, systemd forgets it: it is in no list of units.
    try host.run("systemctl", "stop", "wanted.service", "worker@1.service")
    #expect(
      !(try host.run("systemctl", "list-units", "--all", "--plain")).contains("wanted.service"))
    let third = samples(try scrape(collector))
    #expect(third.contains(#"node_systemd_unit_expected_active{name="wanted.service"} 0"#))
    #expect(third.contains(#"node_systemd_unit_expected_active{name="worker@1.service"} 0"#))
    #expect(
      third.contains(#"node_systemd_unit_file_state{name="wanted.service",state="enabled"} 1"#))
    #expect(!third.contains { $0.contains("no-such") })

    // Another type, after a reload.
    try host.write(
      "[Service]\nType=exec\nExecStart=/bin/sleep infinity\n",
      to: "/etc/systemd/system/fragile.service")
    try host.run("systemctl", "disable", "wanted.service")
    try host.run("systemctl", "daemon-reload")
    let fourth = samples(try scrape(collector))
    #expect(
      fourth.contains(
        #"node_systemd_unit_state{name="fragile.service",state="failed",type="exec"} 1"#))
    #expect(!fourth.contains { $0.contains("unit_file_state") && $0.contains("wanted.service") })
    #expect(fourth.contains(#"node_systemd_unit_expected_active{name="wanted.service"} 0"#))
  }

  @Test(SystemdHost.requirement.trait)
  func aBusThatWasRestartedIsFoundAgain() throws {
    try SystemdHost.requirement.check()
    let host = try SystemdHost(units: [:])
    let collector = try collector(host.bus)
    func units() throws -> Set<Substring> {
      Set(
        samples(try scrape(collector)).filter { $0.hasPrefix("node_systemd_unit_state{") }
          .map { label("name", $0) })
    }
    let before = try units()
    try host.run("systemctl", "restart", "dbus.service")
    try host.run("busctl", "status", "org.freedesktop.systemd1")
    #expect(before.contains("dbus.service"))
    #expect(before.count > 20)
    #expect(try units() == before)
  }

  @Test(SystemdHost.userRequirement.trait)
  func systemdItselfAnswersOnItsPrivateSocket() throws {
    try SystemdHost.userRequirement.check()
    let folder = try TemporaryFolder()
    // It wants a machine that systemd booted, which it tells by a folder.
    let manager = try Child([
      "unshare", "--mount", "--propagation", "private", "sh", "-c",
      """
      mount -t tmpfs tmpfs /run && mkdir -p /run/systemd/system &&
      XDG_RUNTIME_DIR=\(folder.path) exec /lib/systemd/systemd --user
      """,
    ])
    defer {
      manager.signal(SIGTERM)
      manager.finish()
    }
    let socket = "\(folder.path)/systemd/private"
    let limit = Date(timeIntervalSinceNow: 30)
    while !FileManager.default.fileExists(atPath: socket) {
      try #require(manager.isRunning && Date() < limit, "systemd --user did not start")
      usleep(20_000)
    }
    let collector = try collector("unix:path=\(socket)", "--collector.systemd.private")
    for _ in 0..<2 {
      #expect(
        samples(try scrape(collector)).contains {
          $0.hasPrefix(#"node_systemd_unit_state{name="basic.target",state="active""#)
        })
    }
  }

  @Test(arguments: [false, true])
  func aMuteBusCostsOneDeadline(reads: Bool) throws {
    let folder = try TemporaryFolder()
    let bus = try MuteServer(at: "\(folder.path)/bus", reads: reads)
    let collector = try collector("unix:path=\(bus.path)")
    for _ in 0..<2 {
      let start = ContinuousClock.now
      let error = #expect(throws: BusError.self) {
        try scrape(collector, within: .milliseconds(800))
      }
      let took = start.duration(to: .now)
      #expect(took >= .milliseconds(500))
      #expect(took < .seconds(3))
      #expect(
        error?.description == "bus unix:path=\(bus.path): ListUnits: no answer in time")
    }
  }

  @Test func aBusThatTalksWithoutEndCostsOneDeadline() throws {
    let folder = try TemporaryFolder()
    let bus = try ChattyServer(at: "\(folder.path)/bus")
    let collector = try collector("unix:path=\(bus.path)", "--collector.systemd.private")
    let start = ContinuousClock.now
    let error = #expect(throws: BusError.self) {
      try scrape(collector, within: .milliseconds(800))
    }
    #expect(start.duration(to: .now) < .seconds(5))
    #expect(error?.description == "bus unix:path=\(bus.path): ListUnits: no answer in time")
  }

  @Test func aBusThatIsNotThereIsAFailureThatNamesIt() throws {
    let collector = try collector("unix:path=/nowhere/bus")
    let error = #expect(throws: BusError.self) { try scrape(collector) }
    #expect(
      error?.description == "bus unix:path=/nowhere/bus: connect: No such file or directory; "
        + "is D-Bus running? In a container, mount /run/dbus")
  }

  private func collector(_ bus: String, _ flags: String...) throws -> SystemdCollector {
    try SystemdCollector(SystemdOptions.parse(flags), address: bus)
  }

  private func scrape(
    _ collector: SystemdCollector, within duration: Duration = .seconds(30)
  ) throws -> String {
    try exposition { try collector.collect(into: &$0, by: Deadline(in: duration)) }
  }

  private func label(_ name: String, _ sample: String) -> Substring {
    guard let start = sample.range(of: "\(name)=\"")?.upperBound else { return "" }
    return sample[start...].prefix { $0 != "\"" }
  }

  private func now() -> Double { Date().timeIntervalSince1970 }
}
