import ArgumentParser
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct PerfCollectorTests {
  /// What the kernel counts is to be had wherever counting is allowed; where it is not, the error says
  /// what to do.
  @Test func countsOrSaysWhatIsLacking() throws {
    let collector = try PerfCollector(
      HostPaths(),
      .parse(["--collector.perf.disable-hardware-profilers", "--collector.perf.cpus", "0"]))
    do {
      let first = try exposition(of: collector)
      #expect(first.contains(#"node_perf_context_switches_total{cpu="0"} "#))
      #expect(first.contains(#"node_perf_page_faults_total{cpu="0"} "#))
    } catch let refusal as PerfRefusal {
      #expect(refusal.description.contains("CAP_PERFMON"))
    }
  }
}
