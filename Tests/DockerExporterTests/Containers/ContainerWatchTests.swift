import Glibc
import Shared
import TestSupport
import Testing

@testable import DockerExporter

/// Against a real engine: what happens to containers is seen once, and as what it was.
@Suite(.serialized, DockerEngine.requirement.trait, EngineTurn()) struct ContainerWatchTests {
  private let engine: DockerEngine
  private let watched: Watched

  init() throws {
    engine = try DockerEngine.emptied()
    watched = try Watched(engine.host)
  }

  @Test func thirtyContainersThatLiveATenthOfASecondAreThirtyDeaths() throws {
    let names = (1...30).map { "short-\($0)" }
    try engine.forEach(names) { [engine] name in
      try engine.docker(
        "create", "--rm", "--net=none", "--name", name, "box", "sh", "-c", "sleep 0.1; exit 3")
    }
    try engine.docker(["start"] + names)
    try watched.wait("all to be gone") { watched in
      names.allSatisfy { watched.history($0).goneSince != nil }
    }
    for number in 1...30 {
      let history = watched.history("short-\(number)")
      #expect(history.deaths == [.exited: 1])
      #expect(history.exits == [3: 1])
      #expect(history.starts == 1)
      #expect(history.restarts == 0)
    }
    #expect(watched.contents.deaths == [.exited: 30])
    #expect(watched.connection.missedEvents == 0)
  }

  @Test func aKillIsADeathByASignal() throws {
    try engine.run("killed", script: "sleep 1000")
    try engine.docker("kill", "killed")
    try watched.wait("a death") { $0.exits("killed", 137) == 1 }
    #expect(watched.deaths("killed") == [.signal: 1])
    #expect(watched.history("killed").oomEvents == 0)
    #expect(watched.history("killed").lastDeath[.signal] ?? 0 > 1_700_000_000)
    try watched.wait("its state") { $0.container("killed")?.state == .exited }
    #expect(watched.container("killed")?.exitCode == 137)
    #expect(watched.container("killed")?.pid == nil)
  }

  @Test func aProcessThatSomebodyKilledOnTheHostDiedByASignal() throws {
    try engine.run("struck", script: "exec sleep 1000")
    try engine.strike("struck")
    try watched.wait("a death") { $0.exits("struck", 137) == 1 }
    #expect(watched.deaths("struck") == [.signal: 1])
  }

  @Test func aStopIsAnExitOrASignalByWhatTheProcessDoes() throws {
    try engine.run("orderly", script: "trap 'exit 0' TERM; while true; do sleep 0.05; done")
    try engine.run("rude", script: "trap 'exit 143' TERM; while true; do sleep 0.05; done")
    try engine.run("deaf", script: "trap '' TERM; while true; do sleep 0.05; done")
    try engine.docker("stop", "--time", "1", "orderly", "rude", "deaf")
    try watched.wait("three deaths") { watched in
      ["orderly", "rude", "deaf"].allSatisfy { !watched.history($0).exits.isEmpty }
    }
    #expect(watched.history("orderly").exits == [0: 1])
    #expect(watched.deaths("orderly") == [.exited: 1])
    #expect(watched.history("rude").exits == [143: 1])
    #expect(watched.deaths("rude") == [.signal: 1])
    #expect(watched.history("deaf").exits == [137: 1])
    #expect(watched.deaths("deaf") == [.signal: 1])
  }

  /// The engine itself tells some of them too late or not at all.
  @Test(
    Requirement(files: ["/dev/kmsg"]).trait,
    arguments: [
      ("now", ["--memory=16m"], ""), ("later", ["--memory=16m"], "sleep 0.3; "),
      ("removed", ["--memory=16m", "--rm"], "sleep 0.1; "), ("small", ["--memory=8m", "--rm"], ""),
    ])
  func memoryThatRunsOutInTheMainProcessIsItsDeath(
    name: String, options: [String], delay: String
  ) throws {
    // The kernel says whom it kills for no more than ten in five seconds.
    sleep(3)
    let names = (1...2).map { "\(name)-\($0)" }
    try engine.forEach(names) { [engine] name in
      try engine.docker(
        ["run", "--detach", "--net=none", "--name", name] + options
          + ["box", "sh", "-c", "\(delay)exec tail /dev/zero"])
    }
    try watched.wait("two deaths") { watched in names.allSatisfy { watched.exits($0, 137) == 1 } }
    // An event that is late would count twice.
    usleep(300_000)
    for name in names {
      #expect(watched.deaths(name) == [.oom: 1])
      #expect(watched.history(name).oomEvents == 1)
    }
  }

  @Test func aChildThatRanOutOfMemoryIsNoDeath() throws {
    try engine.run("parent", "--memory=16m", script: "sleep 0.3; tail /dev/zero; sleep 1000")
    try watched.wait("memory to run out") { $0.history("parent").oomEvents == 1 }
    #expect(watched.deaths("parent").isEmpty)
    try engine.docker("kill", "parent")
    try watched.wait("a death") { $0.exits("parent", 137) == 1 }
    #expect(watched.deaths("parent") == [.signal: 1])
    #expect(watched.history("parent").oomEvents == 1)
  }

  @Test func aRestartLoopIsCountedRestartByRestart() throws {
    try engine.run("loop", "--restart=on-failure:4", script: "sleep 0.1; exit 1")
    try watched.wait("the policy to give up") {
      $0.exits("loop", 1) == 5 && $0.container("loop")?.state == .exited
    }
    let history = watched.history("loop")
    #expect(history.restarts == 4)
    #expect(history.starts == 5)
    #expect(history.deaths == [.exited: 5])
  }

  @Test func aRestartByHandAndARedeployAreNoRestarts() throws {
    try engine.run("service", script: "sleep 1000")
    try engine.docker("restart", "--time", "0", "service")
    try engine.docker("rm", "--force", "service")
    try engine.run("service", script: "sleep 1000")
    try watched.wait("three starts") { $0.history("service").starts == 3 }
    try watched.wait("it to run") { $0.container("service")?.state == .running }
    let history = watched.history("service")
    #expect(history.restarts == 0)
    #expect(history.deaths == [.signal: 2])
    #expect(history.goneSince == nil)
  }

  @Test func healthFailsAndRecovers() throws {
    try engine.run(
      "patient", "--health-cmd=test -e /tmp/well", "--health-interval=0.2s", "--health-retries=2",
      script: "touch /tmp/well; sleep 1000")
    try watched.wait("health") { $0.container("patient")?.health == .healthy }
    let well = watched.container("patient")
    #expect(well?.failingStreak == 0)
    #expect(well?.healthSince ?? 0 >= well?.startedAt ?? .infinity)
    try engine.docker("exec", "patient", "rm", "/tmp/well")
    try watched.wait("illness") { $0.container("patient")?.health == .unhealthy }
    let ill = watched.container("patient")
    #expect(ill?.failingStreak ?? 0 >= 2)
    #expect(ill?.healthSince ?? 0 > well?.healthSince ?? .infinity)
    try engine.docker("exec", "patient", "touch", "/tmp/well")
    try watched.wait("recovery") { $0.container("patient")?.health == .healthy }
    #expect(watched.container("patient")?.healthSince ?? 0 > ill?.healthSince ?? .infinity)
    #expect(watched.deaths("patient").isEmpty)
  }

  @Test func aPauseARenameANewLimitAndARemovalAreSeen() throws {
    let id = try engine.run("before", script: "sleep 1000")
    try watched.wait("it to run") { $0.container("before")?.state == .running }
    try engine.docker("pause", "before")
    try watched.wait("the pause") { $0.container("before")?.state == .paused }
    try engine.docker("unpause", "before")
    try watched.wait("the end of the pause") { $0.container("before")?.state == .running }
    try engine.docker("update", "--memory", "64m", "--memory-swap", "64m", "before")
    try watched.wait("the limit") { $0.container("before")?.limits.memory == 64 << 20 }
    try engine.docker("rename", "before", "after")
    try watched.wait("the new name") { $0.container("after")?.id == id }
    #expect(watched.history("before").goneSince != nil)
    #expect(watched.contents.histories["after"] != nil)
    try engine.docker("rm", "--force", "after")
    try watched.wait("the removal") { $0.container("after") == nil }
    try watched.wait("the death") { $0.deaths("after") == [.signal: 1] }
    #expect(watched.deaths("before").isEmpty)
    #expect(watched.connection.missedEvents == 0)
  }

  @Test func whatHappenedBeforeIsNotCounted() throws {
    try engine.run("old", "--restart=on-failure:1", script: "exit 5")
    try watched.wait("two deaths") {
      $0.exits("old", 5) == 2 && $0.container("old")?.state == .exited
    }
    let later = try Watched(engine.host)
    #expect(later.container("old")?.exitCode == 5)
    #expect(later.container("old")?.restartCount == 1)
    try later.settle(engine)
    #expect(later.history("old") == ContainerLedger.History(image: "box"))
    #expect(later.contents.deaths.isEmpty)
  }
}
