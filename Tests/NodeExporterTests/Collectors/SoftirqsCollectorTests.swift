import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct SoftirqsCollectorTests {
  @Test func writesEachProcessor() throws {
    let host = try HostFixture(proc: [
      "softirqs": """
                          CPU0       CPU1      \u{20}
                HI:          3          0
             TIMER:     551623     566776

      """
    ])
    #expect(
      try exposition(of: SoftirqsCollector(host.paths)) == """
        # HELP node_softirqs_functions_total Soft interrupts by processor and type.
        # TYPE node_softirqs_functions_total counter
        node_softirqs_functions_total{cpu="0",type="HI"} 3
        node_softirqs_functions_total{cpu="1",type="HI"} 0
        node_softirqs_functions_total{cpu="0",type="TIMER"} 551623
        node_softirqs_functions_total{cpu="1",type="TIMER"} 566776

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: SoftirqsCollector(host.paths))
    }
  }
}
