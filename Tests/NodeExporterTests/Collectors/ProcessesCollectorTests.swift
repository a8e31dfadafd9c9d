import Glibc
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct ProcessesCollectorTests {
  private static func stat(_ id: Int, _ name: String, _ state: String, threads: Int) -> String {
    "\(id) (\(name)) \(state) 0 1 1 0 -1 4194560 9061 94 94 2620 36 98 54406 13885 20 0 "
      + "\(threads) 0 29 109604864 2507\n"
  }

  private static let limits = ["sys/kernel/threads-max": "7801\n", "sys/kernel/pid_max": "123\n"]

  @Test func countsProcessesAndThreadsByState() throws {
    let processes = [
      "1/stat": Self.stat(1, "init", "S", threads: 1),
      "1/task/1/stat": Self.stat(1, "init", "S", threads: 1),
      "20/stat": Self.stat(20, "tmux: server (x)", "S", threads: 3),
      "20/task/20/stat": Self.stat(20, "tmux: server (x)", "S", threads: 3),
      "20/task/21/stat": Self.stat(21, "worker", "R", threads: 3),
      "20/task/22/stat": Self.stat(22, "worker", "D", threads: 3),
      "30/stat": Self.stat(30, "gone", "Z", threads: 1),
      "30/task/30/stat": Self.stat(30, "gone", "Z", threads: 1),
    ]
    let host = try HostFixture(proc: processes.merging(Self.limits) { a, _ in a })
    #expect(
      samples(try exposition(of: ProcessesCollector(host.paths))) == [
        "node_processes_threads 5",
        "node_processes_max_threads 7801",
        #"node_processes_state{state="S"} 2"#,
        #"node_processes_state{state="Z"} 1"#,
        #"node_processes_threads_state{thread_state="D"} 1"#,
        #"node_processes_threads_state{thread_state="R"} 1"#,
        #"node_processes_threads_state{thread_state="S"} 2"#,
        #"node_processes_threads_state{thread_state="Z"} 1"#,
        "node_processes_pids 3",
        "node_processes_max_processes 123",
      ])
  }

  @Test func aSumThatOverflowsStartsAnew() throws {
    let stat = Self.stat(1, "init", "S", threads: .max).replacing(
      "\(Int.max)", with: "\(UInt64.max)")
    let host = try HostFixture(
      proc: ["1/stat": stat, "2/stat": stat].merging(Self.limits) { a, _ in a })
    #expect(
      samples(try exposition(of: ProcessesCollector(host.paths))).first
        == "node_processes_threads 18446744073709551614")
  }

  @Test func aProcessThatVanishesIsNotCounted() throws {
    // A folder whose stat is gone is what is left of a process between the two looks at it.
    let processes = ["1/stat": Self.stat(1, "init", "S", threads: 2), "2/other": ""]
    let host = try HostFixture(proc: processes.merging(Self.limits) { a, _ in a })
    #expect(
      samples(try exposition(of: ProcessesCollector(host.paths))) == [
        "node_processes_threads 2",
        "node_processes_max_threads 7801",
        #"node_processes_state{state="S"} 1"#,
        "node_processes_pids 1",
        "node_processes_max_processes 123",
      ])
  }

  @Test func whereProcessesAreHiddenOnlyTheLimitsAreTold() throws {
    let processes = [
      "1/stat": Self.stat(1, "init", "S", threads: 1),
      "2/stat": Self.stat(2, "own", "R", threads: 1), "2/task/2/stat": "",
    ]
    let host = try HostFixture(proc: processes.merging(Self.limits) { a, _ in a })
    #expect(chmod("\(host.paths.proc.root)/1", 0) == 0)
    defer { chmod("\(host.paths.proc.root)/1", 0o700) }
    // Even root is refused what others are, as long as its thread looks with their eyes.
    typealias SetUser = @convention(c) (uid_t) -> CInt
    let symbol = unsafe try #require(dlsym(nil, "setfsuid"))
    let setUser = unsafe unsafeBitCast(symbol, to: SetUser.self)
    let user = setUser(65534)
    defer { _ = setUser(uid_t(user)) }
    var metrics = MetricWriter()
    let error = #expect(throws: Partial.self) {
      try ProcessesCollector(host.paths).collect(into: &metrics)
    }
    #expect(
      error?.description
        == HiddenProcesses(proc: host.paths.proc.root, count: 1).description)
    #expect(
      samples(String(decoding: metrics.written.bytes, as: UTF8.self)) == [
        "node_processes_max_threads 7801", "node_processes_max_processes 123",
      ])
  }

  @Test func countsThisMachinesProcesses() throws {
    let lines = samples(try exposition(of: ProcessesCollector(HostPaths())))
    #expect(lines.contains { $0.hasPrefix(#"node_processes_threads_state{thread_state="R"}"#) })
  }

  @Test func namesTheCommandsThatUseMost() throws {
    let processes = [
      "1/stat": Self.stat(1, "init", "S", threads: 1),
      "1/task/1/stat": Self.stat(1, "init", "S", threads: 1), "1/fd/0": "", "1/fd/1": "",
      "20/stat": Self.stat(20, "php", "S", threads: 1),
      "20/task/20/stat": Self.stat(20, "php", "S", threads: 1), "20/fd/0": "",
      "20/cmdline": "php\0--password=secret\0",
      "21/stat": Self.stat(21, "php", "S", threads: 1),
      "21/task/21/stat": Self.stat(21, "php", "S", threads: 1),
    ]
    let host = try HostFixture(proc: processes.merging(Self.limits) { a, _ in a })
    let text = try exposition(
      of: ProcessesCollector(host.paths, top: 5))
    #expect(
      samples(text).filter { $0.hasPrefix("node_processes_top") } == [
        #"node_processes_top_cpu_seconds_total{command="init"} 1.34"#,
        #"node_processes_top_cpu_seconds_total{command="php"} 2.68"#,
        #"node_processes_top_resident_bytes{command="init"} 10268672"#,
        #"node_processes_top_resident_bytes{command="php"} 20537344"#,
        #"node_processes_top_processes{command="init"} 1"#,
        #"node_processes_top_processes{command="php"} 2"#,
        #"node_processes_top_threads{command="init"} 1"#,
        #"node_processes_top_threads{command="php"} 2"#,
        // One of the two does not tell.
        #"node_processes_top_open_files{command="init"} 2"#,
      ])
    #expect(!text.contains("secret"))
  }
}
