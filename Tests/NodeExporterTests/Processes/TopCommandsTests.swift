import Glibc
import Testing

@testable import NodeExporter

@Suite struct TopCommandsTests {
  private static func process(
    _ id: pid_t, _ command: String, ticks: UInt64, pages: UInt64 = 1, since start: UInt64 = 0,
    flags: Int = 0
  ) throws -> (id: pid_t, threads: UInt64, usage: ProcessUsage) {
    let line = Array(
      "\(id) (\(command)) S 1 1 1 0 -1 \(flags) 0 0 0 0 \(ticks) 0 0 0 20 0 2 0 \(start) 0 \(pages) 9"
        .utf8)
    let stat = try ProcessStat(line.span, withUsage: true)
    return (id, stat.threads, try #require(stat.usage))
  }

  @Test func addsUpTheProcessesOfACommand() throws {
    var top = TopCommands()
    top.look([
      try Self.process(2, "php", ticks: 5, pages: 10), try Self.process(1, "php", ticks: 7),
      try Self.process(3, "sh", ticks: 1),
    ])
    let php = try #require(top.top(1).first)
    #expect(php.name == "php")
    #expect(php.command.ticks == 12)
    #expect(php.command.residentPages == 11)
    #expect(php.command.threads == 4)
    #expect(php.command.processes == [1, 2])
  }

  /// What a process used stays when it ends, and its number may be another's afterwards.
  @Test func aSumNeverFallsWhileTheCommandRuns() throws {
    var top = TopCommands()
    top.look([
      try Self.process(1, "php", ticks: 100), try Self.process(2, "php", ticks: 50, since: 5),
    ])
    top.look([
      try Self.process(1, "php", ticks: 110), try Self.process(2, "php", ticks: 3, since: 99),
    ])
    #expect(top.top(1).first?.command.ticks == 163)
    top.look([])
    #expect(top.top(1).isEmpty)
  }

  @Test func thoseOfLateComeFirst() throws {
    var top = TopCommands()
    let start = ContinuousClock.now
    top.look(
      [try Self.process(1, "old", ticks: 10_000), try Self.process(2, "new", ticks: 0)], at: start)
    top.look(
      [try Self.process(1, "old", ticks: 10_000), try Self.process(2, "new", ticks: 900)],
      at: start + .seconds(3600))
    #expect(top.top(1).map(\.name) == ["new"])
  }

  @Test func takesTheLargestByEither() throws {
    var top = TopCommands()
    top.look([
      try Self.process(1, "busy", ticks: 10), try Self.process(2, "large", ticks: 0, pages: 99),
      try Self.process(3, "neither", ticks: 1),
    ])
    #expect(top.top(1).map(\.name) == ["busy", "large"])
  }

  @Test func theKernelsThreadsAreFew() throws {
    let kernels = try Self.process(7, "kworker/0:1-events", ticks: 1, flags: 0x0020_0040)
    #expect(kernels.usage.command == "kworker")
    let others = try Self.process(8, "a/b (c)", ticks: 1)
    #expect(others.usage.command == "a/b (c)")
  }
}
