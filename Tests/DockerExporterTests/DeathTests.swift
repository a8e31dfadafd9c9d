import Testing

@testable import DockerExporter

@Suite struct DeathTests {
  @Test func reasonsAreThoseThatAlertsName() {
    #expect(DeathReason.allCases.map(\.rawValue) == ["exited", "signal", "oom"])
  }

  @Test(arguments: [
    (0, DeathReason.exited), (1, .exited), (125, .exited), (127, .exited), (128, .exited),
    (129, .signal), (134, .signal), (139, .signal), (143, .signal), (159, .signal),
    (160, .exited), (255, .exited),
  ])
  func anExitCodeSaysWhetherItWasASignal(code: Int, reason: DeathReason) {
    let death = Death(id: "a", name: "n", time: 1, exitCode: code, oomAt: 1)
    #expect(death.reason == reason)
  }

  @Test func aKillIsNotDecidedByItsCodeAlone() {
    #expect(Death(id: "a", name: "n", time: 1, exitCode: 137).reason == nil)
    #expect(Death(id: "a", name: "n", time: 1).reason == nil)
  }
}

@Suite struct KernelLogTests {
  private static let id = String(repeating: "0123abcd", count: 8)

  @Test(arguments: [
    "/docker/\(id)", "/system.slice/docker-\(id).scope", "/docker/\(id)/child",
    "/user.slice/user-1000.slice/user@1000.service/user.slice/docker-\(id).scope",
  ])
  func aKillNamesItsContainer(path: String) {
    let line =
      "6,1234,1969606240,-;oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=x,"
      + "mems_allowed=0,oom_memcg=/docker,task_memcg=\(path),task=tail,pid=14476,uid=0\n"
    #expect(KernelLog.kill(in: line) == KernelLog.Kill(ids: [Self.id], process: 14476))
  }

  @Test(arguments: [
    "6,1,2,-;tail invoked oom-killer: task_memcg=/docker/\(id)", "garbage", "",
    "6,1,2,-;oom-kill:constraint=CONSTRAINT_NONE,task_memcg=/user.slice,task=x,pid=1,uid=0",
  ])
  func otherLinesNameNone(line: String) { #expect(KernelLog.kill(in: line) == nil) }

  @Test func aKillOfAWholeGroupNamesEachProcess() {
    let line = "3,1,2,-;Memory cgroup out of memory: Killed process 14476 (tail) total-vm:17388kB"
    #expect(KernelLog.kill(in: line) == KernelLog.Kill(ids: [], process: 14476))
  }

  @Test func aLogThatIsNotThereSaysNothing() {
    #expect(KernelLog("/none").kills().isEmpty)
  }
}
