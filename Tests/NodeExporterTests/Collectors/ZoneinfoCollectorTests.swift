import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct ZoneinfoCollectorTests {
  @Test func writesPagesOfEachZone() throws {
    let host = try HostFixture(proc: [
      "zoneinfo": """
      Node 0, zone      DMA
        per-node stats
            nr_inactive_anon 95612
            nr_dirtied   1189097
            nr_kernel_stack 0
            nr_kernel_misc_reclaimable 0
        pages free     2949
              min      8
              managed  3973
              protection: (0, 2039, 31932)
            nr_free_pages 2949
            numa_hit     1
        pagesets
          cpu: 0
                    count: 0
      Node 1, zone  Movable
        pages free     0
              min      1
              protection: (0, 0, 0)

      """
    ])
    #expect(
      try exposition(of: ZoneinfoCollector(host.paths)) == """
        # HELP node_zoneinfo_nr_inactive_anon_pages Pages of anonymous memory not used lately.
        # TYPE node_zoneinfo_nr_inactive_anon_pages gauge
        node_zoneinfo_nr_inactive_anon_pages{node="0",zone="DMA"} 95612
        # HELP node_zoneinfo_nr_dirtied_total Pages that became dirty.
        # TYPE node_zoneinfo_nr_dirtied_total counter
        node_zoneinfo_nr_dirtied_total{node="0",zone="DMA"} 1189097
        # HELP node_zoneinfo_nr_kernel_stacks Kernel stacks, in kilobytes since Linux 4.10.
        # TYPE node_zoneinfo_nr_kernel_stacks gauge
        node_zoneinfo_nr_kernel_stacks{node="0",zone="DMA"} 0
        # HELP node_zoneinfo_min_pages Pages below which allocations wait.
        # TYPE node_zoneinfo_min_pages gauge
        node_zoneinfo_min_pages{node="0",zone="DMA"} 8
        node_zoneinfo_min_pages{node="1",zone="Movable"} 1
        # HELP node_zoneinfo_managed_pages Pages that the allocator manages.
        # TYPE node_zoneinfo_managed_pages gauge
        node_zoneinfo_managed_pages{node="0",zone="DMA"} 3973
        # HELP node_zoneinfo_protection_0 Pages kept from allocations that could use zone 0.
        # TYPE node_zoneinfo_protection_0 gauge
        node_zoneinfo_protection_0{node="0",zone="DMA"} 0
        node_zoneinfo_protection_0{node="1",zone="Movable"} 0
        # HELP node_zoneinfo_protection_1 Pages kept from allocations that could use zone 1.
        # TYPE node_zoneinfo_protection_1 gauge
        node_zoneinfo_protection_1{node="0",zone="DMA"} 2039
        node_zoneinfo_protection_1{node="1",zone="Movable"} 0
        # HELP node_zoneinfo_protection_2 Pages kept from allocations that could use zone 2.
        # TYPE node_zoneinfo_protection_2 gauge
        node_zoneinfo_protection_2{node="0",zone="DMA"} 31932
        node_zoneinfo_protection_2{node="1",zone="Movable"} 0
        # HELP node_zoneinfo_nr_free_pages Pages that are free.
        # TYPE node_zoneinfo_nr_free_pages gauge
        node_zoneinfo_nr_free_pages{node="0",zone="DMA"} 2949
        # HELP node_zoneinfo_numa_hit_total Pages allocated where they were wanted.
        # TYPE node_zoneinfo_numa_hit_total counter
        node_zoneinfo_numa_hit_total{node="0",zone="DMA"} 1

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: ZoneinfoCollector(host.paths))
    }
  }
}
