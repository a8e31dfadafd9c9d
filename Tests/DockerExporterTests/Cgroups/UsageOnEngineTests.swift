import Foundation
import Shared
import TestSupport
import Testing

@testable import DockerExporter

/// What is served of the containers of a real engine is what the kernel's files and the engine's own
/// client say.
@Suite(.serialized, DockerEngine.requirement.trait, EngineTurn()) struct UsageOnEngineTests {
  private let engine: DockerEngine
  private let watched: Watched
  private let context: UsageCollectors.Context

  init() throws {
    engine = try DockerEngine.emptied()
    watched = try Watched(engine.host)
    context = UsageCollectors.Context(watched.ledger, HostPaths(procfs: engine.procfs))
  }

  @Test func valuesAreThoseOfTheFilesReadByHand() throws {
    try engine.run(
      "files", "--memory=64m", "--cpus=0.5", "--memory-reservation=32m", "--cpu-shares=512",
      script: "cat /bin/busybox > /tmp/x; sleep 1000 & exec sleep 1000")
    let container = try running("files")
    try settle(container)
    let values = try all()
    func byHand(_ controller: String, _ name: String) throws -> [Substring] {
      try contents(container, controller, name).split { " \n".contains($0) }
    }
    func value(_ name: String) -> Double? { values["\(name){name=\"files\"}"] }

    #expect(value("container_spec_memory_limit_bytes") == 67_108_864)
    #expect(value("container_spec_memory_reservation_limit_bytes") == 33_554_432)
    #expect(value("container_spec_cpu_quota") == 50_000)
    #expect(value("container_spec_cpu_period") == 100_000)
    #expect(value("container_spec_cpu_shares") == 512)
    #expect(value("container_threads") == 2)
    #expect(value("container_processes") == 2)
    guard container.isFirstVersion else { return }
    let rss = try byHand("memory", "memory.stat")
    let position = try #require(rss.firstIndex(of: "total_rss"))
    #expect(value("container_memory_rss") == Double(rss[position + 1]))
    let usage = try #require(try Double(byHand("memory", "memory.usage_in_bytes")[0]))
    #expect(abs(try #require(value("container_memory_usage_bytes")) - usage) < 1_048_576)
    let nanoseconds = try #require(try Double(byHand("cpuacct", "cpuacct.usage")[0]))
    #expect(
      try #require(values["container_cpu_usage_seconds_total{name=\"files\",cpu=\"total\"}"])
        <= nanoseconds / 1e9)
  }

  @Test func valuesAgreeWithTheEnginesOwn() throws {
    try engine.run(
      "stats", "--memory=64m", script: "head -c 20000000 /dev/zero > /tmp/x; sleep 1000")
    let container = try running("stats")
    try settle(container)
    let row = try engine.docker(
      "stats", "--no-stream", "--format", "{{.MemUsage}}|{{.PIDs}}", "stats"
    ).split(separator: "|")
    let values = try all()
    // As in `2.3MiB / 64MiB`.
    let shown = try #require(Self.bytes(row[0].split(separator: " ")[0]))
    let workingSet = try #require(values["container_memory_working_set_bytes{name=\"stats\"}"])
    #expect(abs(shown - workingSet) < 1_048_576)
    #expect(values["container_threads{name=\"stats\"}"] == Double(row[1]))
  }

  @Test func processorTimeGoesOnAndIsThrottled() throws {
    try engine.run("busy", "--cpus=0.2", script: "while :; do :; done")
    _ = try running("busy")
    let name = "container_cpu_usage_seconds_total{name=\"busy\",cpu=\"total\"}"
    let start = try #require(try all()[name])
    try wait(seconds: 30, for: "processor time") {
      let values = try all()
      return try #require(values[name]) > start
        && values["container_cpu_cfs_throttled_periods_total{name=\"busy\"}"] ?? 0 > 0
    }
    try engine.docker("rm", "--force", "busy")
  }

  @Test func aContainerThatEndsDuringAScrapeIsNoFailure() throws {
    try engine.run("stays", script: "sleep 1000")
    try engine.run("ends", script: "sleep 1000")
    _ = try running("stays")
    let container = try running("ends")
    _ = try all()
    // Behind the back of the ledger, as it would be a moment after its end.
    let ledger = ContainerLedger()
    let contents = watched.contents
    ledger.contents.update { $0 = contents }
    let late = UsageCollectors.Context(ledger, HostPaths(procfs: engine.procfs))
    #expect(try all(late)["container_processes{name=\"ends\"}"] == 1)
    try engine.docker("kill", "ends")
    try wait(seconds: 30, for: "its end") {
      !FileManager.default.fileExists(atPath: "\(engine.procfs)/\(container.pid ?? 0)")
    }
    let values = try all(late)
    #expect(values["container_processes{name=\"ends\"}"] == nil)
    #expect(values["container_processes{name=\"stays\"}"] == 1)
    #expect(values["container_memory_usage_bytes{name=\"ends\"}"] == nil)
    #expect(values["container_oom_events_total{name=\"ends\"}"] == 0)
  }

  /// Scrapes go on while containers are killed, so that each of their files goes away between the
  /// scrapes, before one is opened, or while it is read.
  @Test func containersThatAreKilledDuringScrapesAreNoFailures() throws {
    let names = (1...8).map { "victim-\($0)" }
    try engine.forEach(names) { [engine] in try engine.run($0, script: "sleep 1000") }
    let victims = try names.map { try running($0) }
    // Behind the back of the ledger, which would take them out.
    let ledger = ContainerLedger()
    let contents = watched.contents
    ledger.contents.update { $0 = contents }
    let late = UsageCollectors.Context(ledger, HostPaths(procfs: engine.procfs))
    let killer = Counter()
    try Shared.Thread.detach { [engine] in
      for name in names { _ = try? engine.docker("rm", "--force", name) }
      killer.increment()
    }
    var scrapes = 0
    while killer.value == 0 {
      _ = try all(late)
      scrapes += 1
    }
    #expect(scrapes > 10)
    let values = try all(late)
    for victim in victims {
      #expect(values["container_threads{name=\"\(victim.name)\"}"] == nil)
    }
  }

  @Test func aChildKilledForWantOfMemoryIsCountedByItsGroup() throws {
    try engine.run(
      "survivor", "--memory=16m", "--memory-swap=16m",
      script: "head -c 64000000 /dev/zero | tail -c 64000000; sleep 1000")
    _ = try running("survivor")
    try wait(seconds: 30, for: "the kill") {
      let values = try all()
      return values["docker_container_oom_kills_total{name=\"survivor\"}"] ?? 0 > 0
        && values["container_oom_events_total{name=\"survivor\"}"] ?? 0 > 0
    }
  }

  @Test func theGroupOfSomebodysChoiceIsTheId() throws {
    try engine.run("elsewhere", "--cgroup-parent=/vigie/jobs", script: "sleep 1000")
    let container = try running("elsewhere")
    let row = try #require(context.containers.all.first { $0.container.name == "elsewhere" })
    #expect(
      row.labels
        == ContainerLabels().labels(of: container, cgroup: "/vigie/jobs/\(container.id)"))
  }

  @Test func theHostsNetworkIsNobodys() throws {
    try engine.docker("run", "--detach", "--net=host", "--name", "open", "box", "sleep", "1000")
    try engine.docker(
      "run", "--detach", "--net=container:open", "--name", "sharer", "box", "sleep", "1000")
    let open = try running("open")
    let sharer = try running("sharer")
    #expect(open.usesHostNetwork)
    #expect(sharer.sharesNetwork)
    let text = try exposition(of: NetworkCollector(context.containers))
    #expect(!text.contains("name=\"open\""))
    #expect(!text.contains("name=\"sharer\""))
  }

  @Test func trafficOfABridgeIsCountedAtBothEnds() throws {
    let subnet = "10.213.0"
    try engine.docker("network", "create", "--subnet=\(subnet).0/24", "traffic")
    try engine.docker(
      "run", "--detach", "--net=traffic", "--ip=\(subnet).10", "--name", "server", "box", "sh",
      "-c", "sleep 1000 | busybox nc -l -p 80 > /tmp/got; sleep 1000")
    _ = try running("server")
    try engine.docker(
      "run", "--detach", "--net=traffic", "--name", "client", "box", "sh", "-c",
      """
      until head -c 1000000 /dev/zero | busybox nc \(subnet).10 80; do sleep 0.1; done
      touch /tmp/sent; sleep 1000
      """)
    _ = try running("client")
    try wait(seconds: 30, for: "the traffic") {
      (try? engine.docker("exec", "client", "cat", "/tmp/sent")) != nil
    }
    let values = try all()
    func value(_ container: String, _ name: String) -> Double {
      values["container_network_\(name)_total{name=\"\(container)\",interface=\"eth0\"}"] ?? 0
    }
    #expect(value("server", "receive_bytes") > 1_000_000)
    #expect(value("client", "transmit_bytes") > 1_000_000)
    #expect(value("server", "receive_bytes") < 1_500_000)
    #expect(value("client", "transmit_packets") > 10)
    #expect(values.keys.contains { $0.contains("interface=\"lo\"") } == false)
  }
}

// MARK: - Reading

extension UsageOnEngineTests {
  private func running(_ name: String) throws -> Container {
    try watched.wait("\(name) to run") { $0.container(name)?.pid != nil }
    return try #require(watched.container(name))
  }

  /// Waits until a container has nothing left to do but to sleep.
  private func settle(_ container: Container) throws {
    try wait(seconds: 30, for: "\(container.name) to sleep") {
      try context.containers.all.first { $0.container.id == container.id }?.life?.cgroup.get()
        .pids.processNumbers()?.contains { pid in
          let line = try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8)
          return line?.hasPrefix("sleep") == true
        } ?? false
    }
  }

  /// All samples of all collectors that are on, by name, container and labels of their own.
  private func all(_ context: UsageCollectors.Context? = nil) throws -> [String: Double] {
    let context = context ?? self.context
    var values: [String: Double] = [:]
    for entry in UsageCollectors.all where entry.isOnByDefault {
      for line in samples(try exposition(of: entry.make(context))) {
        guard let labels = line.firstRange(of: "{id=\""),
          let name = line.firstRange(of: ",name=\""),
          let space = line.lastIndex(of: " ")
        else { continue }
        let key = line[..<labels.lowerBound] + "{" + line[name.lowerBound...].dropFirst()
        values[String(key.prefix { $0 != " " })] = Double(line[space...].dropFirst())
      }
    }
    return values
  }

  private func contents(
    _ container: Container, _ controller: String, _ name: String
  ) throws -> String {
    try String(
      contentsOfFile: "/sys/fs/cgroup/\(controller)/docker/\(container.id)/\(name)", encoding: .utf8
    )
  }

  private static func bytes(_ text: Substring) -> Double? {
    for (unit, factor) in [("KiB", 1024.0), ("MiB", 1_048_576), ("GiB", 1_073_741_824)]
    where text.hasSuffix(unit) { return Double(text.dropLast(3)).map { $0 * factor } }
    return text.hasSuffix("B") ? Double(text.dropLast()) : nil
  }
}

extension Container.Description {
  /// Whether this machine has the folders of the first version.
  fileprivate var isFirstVersion: Bool {
    FileManager.default.fileExists(atPath: "/sys/fs/cgroup/memory/docker/\(id)")
  }
}
