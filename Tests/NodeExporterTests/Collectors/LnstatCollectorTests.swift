import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct LnstatCollectorTests {
  @Test func readsHexadecimalNumbersOfEachProcessor() throws {
    let host = try HostFixture(proc: [
      "net/stat/arp_cache": """
      entries  allocs
      00000014  00000001
      00000014  0000000d

      """,
      "net/stat/nf_conntrack": """
      entries  searched
      00000021  00000000

      """,
    ])
    #expect(
      try exposition(of: LnstatCollector(host.paths)) == """
        # HELP node_lnstat_entries_total The column entries of the tables in /proc/net/stat.
        # TYPE node_lnstat_entries_total counter
        node_lnstat_entries_total{cpu="0",subsystem="arp_cache"} 20
        node_lnstat_entries_total{cpu="1",subsystem="arp_cache"} 20
        node_lnstat_entries_total{cpu="0",subsystem="nf_conntrack"} 33
        # HELP node_lnstat_allocs_total The column allocs of the tables in /proc/net/stat.
        # TYPE node_lnstat_allocs_total counter
        node_lnstat_allocs_total{cpu="0",subsystem="arp_cache"} 1
        node_lnstat_allocs_total{cpu="1",subsystem="arp_cache"} 13
        # HELP node_lnstat_searched_total The column searched of the tables in /proc/net/stat.
        # TYPE node_lnstat_searched_total counter
        node_lnstat_searched_total{cpu="0",subsystem="nf_conntrack"} 0

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: LnstatCollector(host.paths))
    }
  }
}
