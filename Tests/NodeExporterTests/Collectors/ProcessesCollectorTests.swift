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

  @Test func countsThisMachinesProcesses() throws {
    let lines = samples(try exposition(of: ProcessesCollector(HostPaths())))
    #expect(lines.contains { $0.hasPrefix(#"node_processes_threads_state{thread_state="R"}"#) })
  }
}
