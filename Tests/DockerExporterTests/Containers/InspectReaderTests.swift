import Shared
import Testing

@testable import DockerExporter

/// Texts shortened from what engines have answered.
@Suite struct InspectReaderTests {
  private static func container(_ text: String) throws -> Container {
    try #require(InspectReader.container(try JSON(parsing: Array(text.utf8))))
  }

  @Test func aRunningContainerOfDocker20IsRead() throws {
    let container = try Self.container(
      #"""
      {"Id":"ccdae1","Created":"2026-11-28T09:28:41.5Z","Path":"sh","State":{"Status":"running",
      "Running":true,"Paused":false,"Restarting":false,"OOMKilled":false,"Dead":false,"Pid":4711,
      "ExitCode":0,"Error":"","StartedAt":"2026-11-28T09:28:42.25Z",
      "FinishedAt":"2026-11-28T09:28:42Z","Health":{"Status":"unhealthy","FailingStreak":4,"Log":[
      {"Start":"2026-11-28T09:28:43Z","End":"2026-11-28T09:28:43.5Z","ExitCode":0,"Output":""},
      {"Start":"2026-11-28T09:28:44Z","End":"2026-11-28T09:28:44.5Z","ExitCode":1,"Output":""},
      {"Start":"2026-11-28T09:28:45Z","End":"2026-11-28T09:28:45.5Z","ExitCode":1,"Output":""},
      {"Start":"2026-11-28T09:28:46Z","End":"2026-11-28T09:28:46.5Z","ExitCode":1,"Output":""},
      {"Start":"2026-11-28T09:28:47Z","End":"2026-11-28T09:28:47.5Z","ExitCode":1,"Output":""}]}},
      "Image":"sha256:602f","Name":"/web","RestartCount":2,"HostConfig":{"NetworkMode":"host",
      "RestartPolicy":{"Name":"always","MaximumRetryCount":0},"CpuShares":512,"Memory":67108864,
      "NanoCpus":1500000000,"CpuPeriod":0,"CpuQuota":0,"MemoryReservation":0,
      "MemorySwap":-1},"Config":{"Image":"nginx:1.25","Labels":{"com.docker.compose.project":"p"},
      "Healthcheck":{"Test":["CMD","true"],"Retries":2}}}
      """#)
    var expected = Container(id: "ccdae1", name: "web", image: "nginx:1.25")
    expected.imageID = "sha256:602f"
    expected.labels = ["com.docker.compose.project": "p"]
    expected.state = .running
    expected.pid = 4711
    expected.createdAt = 1_795_858_121.5
    expected.startedAt = 1_795_858_122.25
    expected.finishedAt = 1_795_858_122
    // Of one that runs the engine does not say how it ended before.
    expected.exitCode = nil
    expected.restartCount = 2
    expected.health = .unhealthy
    expected.failingStreak = 4
    // The second failure in a row made it so.
    expected.healthSince = 1_795_858_125.5
    expected.limits.memory = 64 << 20
    expected.limits.cpuShares = 512
    expected.limits.cpuPeriod = 100_000
    expected.limits.cpuQuota = 150_000
    expected.usesHostNetwork = true
    expected.restartPolicy = "always"
    #expect(container == expected)
  }

  @Test func aContainerThatEndedIsRead() throws {
    let container = try Self.container(
      #"""
      {"Id":"a","Name":"/b","Created":"2026-11-28T09:28:41Z","State":{"Status":"exited","Pid":0,
      "ExitCode":137,"OOMKilled":true,"StartedAt":"2026-11-28T09:28:42Z",
      "FinishedAt":"2026-11-28T09:28:43Z"},"HostConfig":{"CpuQuota":50000,"CpuPeriod":200000}}
      """#)
    #expect(container.state == .exited)
    #expect(container.pid == nil)
    #expect(container.exitCode == 137)
    #expect(container.wasKilledForMemory)
    #expect(container.limits.cpuQuota == 50_000)
    #expect(container.limits.cpuPeriod == 200_000)
    #expect(container.health == .none)
  }

  @Test func oneThatNeverRanHasNoMoments() throws {
    let container = try Self.container(
      #"""
      {"Id":"a","Name":"/b","State":{"Status":"created","Pid":0,"ExitCode":0,
      "StartedAt":"0001-01-01T00:00:00Z","FinishedAt":"0001-01-01T00:00:00Z"}}
      """#)
    #expect(container.state == .created)
    #expect(container.startedAt == nil)
    #expect(container.finishedAt == nil)
    #expect(container.exitCode == nil)
  }

  @Test func podmansContainerIsRead() throws {
    let container = try Self.container(
      #"""
      {"Id":"p1","Created":"2026-11-28T10:28:41.5+01:00","State":{"OciVersion":"1.0.2",
      "Status":"stopped","Running":false,"ExitCode":3,"Pid":0,"StartedAt":"2026-11-28T10:28:42+01:00",
      "FinishedAt":"2026-11-28T10:28:43+01:00","Healthcheck":{"Status":"","FailingStreak":0,
      "Log":null}},"Image":"602f","ImageName":"localhost/box:latest","Name":"pod","RestartCount":0}
      """#)
    #expect(container.name == "pod")
    #expect(container.image == "localhost/box:latest")
    #expect(container.state == .exited)
    #expect(container.exitCode == 3)
    #expect(container.createdAt == 1_795_858_121.5)
    #expect(container.health == .none)
  }

  @Test(arguments: [
    (#"{"Running":true,"StartedAt":"2026-11-28T09:28:42Z"}"#, Container.State.running),
    (#"{"Running":true,"Paused":true}"#, .paused), (#"{"Restarting":true}"#, .restarting),
    (#"{"Dead":true}"#, .dead), (#"{"Running":false}"#, .created),
    (#"{"StartedAt":"2026-11-28T09:28:42Z"}"#, .exited), (#"{"Status":"new word"}"#, .created),
  ])
  func anEngineThatSaysItInFlagsIsUnderstood(state: String, expected: Container.State) throws {
    #expect(try Self.container(#"{"Id":"a","State":\#(state)}"#).state == expected)
  }

  @Test(arguments: ["null", "{}", "[]", #"{"Id":""}"#, #"{"Id":5}"#])
  func whatIsNoContainerIsNone(text: String) throws {
    #expect(InspectReader.container(try JSON(parsing: Array(text.utf8))) == nil)
  }

  @Test func wrongTypesAreLeftOut() throws {
    let container = try Self.container(
      #"{"Id":"a","Name":7,"RestartCount":"x","State":{"Pid":1e30,"ExitCode":1.5},"Config":[]}"#)
    #expect(container == Container(id: "a", name: "", image: ""))
  }

  @Test func healthIsSinceTheCheckThatMadeIt() throws {
    func since(_ status: String, _ codes: [Int]) throws -> Double? {
      let log = codes.enumerated().map { index, code in
        #"{"End":"1970-01-01T00:00:\#(10 + index)Z","ExitCode":\#(code)}"#
      }
      return try Self.container(
        #"{"Id":"a","State":{"StartedAt":"1970-01-01T00:00:05Z","Health":{"Status":"\#(status)","FailingStreak":3,"Log":[\#(log.joined(separator: ","))]}}}"#
      ).healthSince
    }
    #expect(try since("starting", []) == 5)
    #expect(try since("healthy", [0, 0]) == 10)
    #expect(try since("healthy", [1, 1, 0, 0]) == 12)
    // It was so before the first check that the engine still has.
    #expect(try since("healthy", [0, 0, 0, 0, 0]) == nil)
    // Three retries are Docker's own number.
    #expect(try since("unhealthy", [0, 1, 1, 1]) == 13)
    #expect(try since("none", [0]) == nil)
  }
}
