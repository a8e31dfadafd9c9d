import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct SlabinfoCollectorTests {
  @Test func writesFiveColumns() throws {
    let host = try HostFixture(proc: [
      "slabinfo": """
      slabinfo - version: 2.1
      # name            <active_objs> <num_objs>
      tw_sock_TCP          704    864    256   32    2 : tunables    0    0    0 : slabdata     27     27      0
      kmalloc-8192         132    148   8192    4    8 : tunables    0    0    0 : slabdata     37     37      0

      """
    ])
    #expect(
      try exposition(of: SlabinfoCollector(host.paths, .parse([]))) == """
        # HELP node_slabinfo_active_objects Objects of a cache that are in use.
        # TYPE node_slabinfo_active_objects gauge
        node_slabinfo_active_objects{slab="tw_sock_TCP"} 704
        node_slabinfo_active_objects{slab="kmalloc-8192"} 132
        # HELP node_slabinfo_objects Objects that a cache has.
        # TYPE node_slabinfo_objects gauge
        node_slabinfo_objects{slab="tw_sock_TCP"} 864
        node_slabinfo_objects{slab="kmalloc-8192"} 148
        # HELP node_slabinfo_object_size_bytes The size of a cache's objects.
        # TYPE node_slabinfo_object_size_bytes gauge
        node_slabinfo_object_size_bytes{slab="tw_sock_TCP"} 256
        node_slabinfo_object_size_bytes{slab="kmalloc-8192"} 8192
        # HELP node_slabinfo_objects_per_slab Objects in each slab of a cache.
        # TYPE node_slabinfo_objects_per_slab gauge
        node_slabinfo_objects_per_slab{slab="tw_sock_TCP"} 32
        node_slabinfo_objects_per_slab{slab="kmalloc-8192"} 4
        # HELP node_slabinfo_pages_per_slab Pages in each slab of a cache.
        # TYPE node_slabinfo_pages_per_slab gauge
        node_slabinfo_pages_per_slab{slab="tw_sock_TCP"} 2
        node_slabinfo_pages_per_slab{slab="kmalloc-8192"} 8

        """)
  }

  @Test func leavesOutWhatIsNotWanted() throws {
    let host = try HostFixture(proc: [
      "slabinfo": """
      slabinfo - version: 2.1
      # name            <active_objs> <num_objs>
      tw_sock_TCP          704    864    256   32    2 : tunables    0    0    0 : slabdata     27     27      0
      kmalloc-8192         132    148   8192    4    8 : tunables    0    0    0 : slabdata     37     37      0

      """
    ])
    #expect(
      try exposition(
        of: SlabinfoCollector(
          host.paths,
          .parse([
            "--collector.slabinfo.slabs-include", "^kmalloc", "--collector.slabinfo.slabs-exclude",
            "x",
          ]))) == """
          # HELP node_slabinfo_active_objects Objects of a cache that are in use.
          # TYPE node_slabinfo_active_objects gauge
          node_slabinfo_active_objects{slab="kmalloc-8192"} 132
          # HELP node_slabinfo_objects Objects that a cache has.
          # TYPE node_slabinfo_objects gauge
          node_slabinfo_objects{slab="kmalloc-8192"} 148
          # HELP node_slabinfo_object_size_bytes The size of a cache's objects.
          # TYPE node_slabinfo_object_size_bytes gauge
          node_slabinfo_object_size_bytes{slab="kmalloc-8192"} 8192
          # HELP node_slabinfo_objects_per_slab Objects in each slab of a cache.
          # TYPE node_slabinfo_objects_per_slab gauge
          node_slabinfo_objects_per_slab{slab="kmalloc-8192"} 4
          # HELP node_slabinfo_pages_per_slab Pages in each slab of a cache.
          # TYPE node_slabinfo_pages_per_slab gauge
          node_slabinfo_pages_per_slab{slab="kmalloc-8192"} 8

          """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: SlabinfoCollector(host.paths, .parse([])))
    }
  }
}
