import ArgumentParser
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct VmstatCollectorTests {
  private static let files = [
    "vmstat": """
    nr_free_pages 977769
    nr_dirtied 18446744073709551615
    pgpgin 7344136
    pswpin 1476
    pgfault 2320168809
    pgmajfault 507162
    oom_kill 0

    """
  ]

  @Test func writesWhatMattersByDefault() throws {
    let host = try HostFixture(proc: Self.files)
    let collector = try VmstatCollector(host.paths, .parse([]))
    #expect(
      try exposition(of: collector) == """
        # HELP node_vmstat_pgpgin The kernel's counter pgpgin of virtual memory.
        # TYPE node_vmstat_pgpgin untyped
        node_vmstat_pgpgin 7344136
        # HELP node_vmstat_pswpin The kernel's counter pswpin of virtual memory.
        # TYPE node_vmstat_pswpin untyped
        node_vmstat_pswpin 1476
        # HELP node_vmstat_pgfault The kernel's counter pgfault of virtual memory.
        # TYPE node_vmstat_pgfault untyped
        node_vmstat_pgfault 2320168809
        # HELP node_vmstat_pgmajfault The kernel's counter pgmajfault of virtual memory.
        # TYPE node_vmstat_pgmajfault untyped
        node_vmstat_pgmajfault 507162
        # HELP node_vmstat_oom_kill The kernel's counter oom_kill of virtual memory.
        # TYPE node_vmstat_oom_kill untyped
        node_vmstat_oom_kill 0

        """)
  }

  @Test func aBadLineCostsNoOther() throws {
    let host = try HostFixture(proc: ["vmstat": "pgpgin x\npswpin 7\n"])
    let partial = try PartialExposition(of: VmstatCollector(host.paths, .parse([])))
    #expect(samples(partial.text) == ["node_vmstat_pswpin 7"])
    #expect(
      partial.reason
        == "\(host.paths.proc.root)/vmstat: pgpgin: expected a number, found 'x'")
  }

  @Test func writesTheFieldsThatAreAskedFor() throws {
    let host = try HostFixture(proc: Self.files)
    let collector = try VmstatCollector(
      host.paths, .parse(["--collector.vmstat.fields=^nr_"]))
    #expect(
      samples(try exposition(of: collector)) == [
        "node_vmstat_nr_free_pages 977769", "node_vmstat_nr_dirtied 1.8446744073709552e+19",
      ])
  }
}
