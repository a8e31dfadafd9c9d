import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct KernelHungCollectorTests {
  @Test func writesTheCount() throws {
    let host = try HostFixture(proc: [
      "sys/kernel/hung_task_detect_count": "3\n"
    ])
    #expect(
      try exposition(of: KernelHungCollector(host.paths)) == """
        # HELP node_kernel_hung_tasks_total Tasks that the kernel found hung since it started.
        # TYPE node_kernel_hung_tasks_total counter
        node_kernel_hung_tasks_total 3

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: KernelHungCollector(host.paths))
    }
  }
}
