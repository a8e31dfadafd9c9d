import ArgumentParser
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct StatCollectorTests {
  private static let files = [
    "stat": """
    cpu  301854 612 111922 8979004 3552 2 3944 0 44 36
    cpu0 44490 19 21045 1087069 220 1 3410 0 2 1
    intr 8885917 17 0 0 0 0 0 0 0 1 79281 0
    ctxt 38014093
    btime 1418183276
    processes 26442
    procs_running 2
    procs_blocked 1
    softirq 5057579 250191 1481983 1647 211099 186066 0 1783454 622196 12499 508444

    """
  ]

  @Test func writesTheSystemsCounters() throws {
    let host = try HostFixture(proc: Self.files)
    let collector = StatCollector(host.paths, try .parse([]))
    #expect(
      try exposition(of: collector) == """
        # HELP node_intr_total Interrupts serviced.
        # TYPE node_intr_total counter
        node_intr_total 8885917
        # HELP node_context_switches_total Context switches.
        # TYPE node_context_switches_total counter
        node_context_switches_total 38014093
        # HELP node_boot_time_seconds When the machine started, in Unix time.
        # TYPE node_boot_time_seconds gauge
        node_boot_time_seconds 1418183276
        # HELP node_forks_total Processes and threads created.
        # TYPE node_forks_total counter
        node_forks_total 26442
        # HELP node_procs_running Threads that run or are ready to run.
        # TYPE node_procs_running gauge
        node_procs_running 2
        # HELP node_procs_blocked Threads that wait for I/O.
        # TYPE node_procs_blocked gauge
        node_procs_blocked 1

        """)
  }

  @Test func writesSoftirqsWhenAsked() throws {
    let host = try HostFixture(proc: Self.files)
    let collector = StatCollector(
      host.paths, try .parse(["--collector.stat.softirq"]))
    #expect(
      samples(try exposition(of: collector)).filter { $0.hasPrefix("node_softirqs") } == [
        #"node_softirqs_total{vector="hi"} 250191"#,
        #"node_softirqs_total{vector="timer"} 1481983"#,
        #"node_softirqs_total{vector="net_tx"} 1647"#,
        #"node_softirqs_total{vector="net_rx"} 211099"#,
        #"node_softirqs_total{vector="block"} 186066"#,
        #"node_softirqs_total{vector="block_iopoll"} 0"#,
        #"node_softirqs_total{vector="tasklet"} 1783454"#,
        #"node_softirqs_total{vector="sched"} 622196"#,
        #"node_softirqs_total{vector="hrtimer"} 12499"#,
        #"node_softirqs_total{vector="rcu"} 508444"#,
      ])
  }

  @Test func leavesOutWhatTheKernelDoesNotSay() throws {
    let host = try HostFixture(proc: ["stat": "ctxt 1\nsoftirq 3 1 2\n"])
    let collector = StatCollector(host.paths, try .parse(["--collector.stat.softirq"]))
    #expect(
      samples(try exposition(of: collector)) == [
        "node_context_switches_total 1", #"node_softirqs_total{vector="hi"} 1"#,
        #"node_softirqs_total{vector="timer"} 2"#,
      ])
  }

  @Test func namesTheFileAndWhatIsWrong() throws {
    let host = try HostFixture(proc: ["stat": "ctxt many\n"])
    let collector = StatCollector(host.paths, try .parse([]))
    #expect(
      throws: MalformedFile(
        path: "\(host.paths.proc.root)/stat",
        reason: ParseError(expected: "an integer", found: "many"))
    ) { try exposition(of: collector) }
  }
}
