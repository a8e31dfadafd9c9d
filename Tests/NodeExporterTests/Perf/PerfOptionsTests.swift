import ArgumentParser
import Shared
import Testing

@testable import NodeExporter

@Suite struct PerfOptionsTests {
  @Test(arguments: [
    ("0", [0]), ("0,2-4", [0, 2, 3, 4]), ("1-10:5", [1, 6]), ("7-7", [7]),
  ])
  func readsProcessors(text: String, cpus: [Int]) throws {
    #expect(try PerfOptions.parse(["--collector.perf.cpus", text]).processors() == cpus)
  }

  @Test(arguments: ["x", "1,", "4-2", "1-2-3", "0-4:0", "-1", "99999999"])
  func refusesWhatIsNoProcessor(text: String) throws {
    let options = try PerfOptions.parse(["--collector.perf.cpus=\(text)"])
    #expect(throws: FlagError.self) { try options.processors() }
  }

  @Test func countsEverythingUnlessAskedForLess() throws {
    #expect(try PerfOptions.parse([]).events().count == 30)
    let some = try PerfOptions.parse([
      "--collector.perf.disable-cache-profilers", "--collector.perf.disable-software-profilers",
      "--collector.perf.hardware-profilers", "CpuCycles", "--collector.perf.hardware-profilers",
      "CacheMisses",
    ])
    #expect(try some.events().map(\.name) == ["CpuCycles", "CacheMisses"])
  }

  @Test func refusesEventsThatNobodyKnows() throws {
    let options = try PerfOptions.parse(["--collector.perf.software-profilers", "Nothing"])
    #expect(throws: FlagError.self) { try options.events() }
  }

  @Test func reckonsWhatCameWhileOthersWereCounted() {
    let first = PerfCounter.Reading(value: 100, enabled: 1000, running: 1000)
    let half = PerfCounter.Reading(value: 150, enabled: 2000, running: 1500)
    #expect(half.increase(since: first) == 100)
    #expect(first.increase(since: .init()) == 100)
    #expect(half.increase(since: half) == 0)
  }

  @Test func refusesWhatIsNoTracepoint() throws {
    let options = try PerfOptions.parse(["--collector.perf.tracepoint", "../x:y/z"])
    #expect(throws: FlagError.self) { try PerfCollector(HostPaths(), options) }
  }
}
