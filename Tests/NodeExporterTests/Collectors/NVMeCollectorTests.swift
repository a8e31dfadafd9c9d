import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct NVMeCollectorTests {
  @Test func writesControllersAndNamespaces() throws {
    let host = try HostFixture(sys: [
      "class/nvme/nvme0/cntlid": "1\n",
      "class/nvme/nvme0/firmware_rev": "1B2QEXP7\n",
      "class/nvme/nvme0/model": "An SSD   \n",
      "class/nvme/nvme0/serial": "S680\n",
      "class/nvme/nvme0/state": "live\n",
      "class/nvme/nvme0/nvme0c0n1/nsid": "1\n",
      "class/nvme/nvme0/nvme0c0n1/ana_state": "optimized\n",
      "class/nvme/nvme0/nvme0c0n1/size": "2048\n",
      "class/nvme/nvme0/nvme0c0n1/nuse": "4\n",
      "class/nvme/nvme0/nvme0c0n1/queue/logical_block_size": "4096\n",
    ])
    #expect(
      try exposition(of: NVMeCollector(host.paths)) == """
        # HELP node_nvme_info What a controller is, always 1.
        # TYPE node_nvme_info gauge
        node_nvme_info{cntlid="1",device="nvme0",firmware_revision="1B2QEXP7",model="An SSD",serial="S680",state="live"} 1
        # HELP node_nvme_namespace_info How a namespace can be reached, always 1.
        # TYPE node_nvme_namespace_info gauge
        node_nvme_namespace_info{ana_state="optimized",device="nvme0",nsid="1"} 1
        # HELP node_nvme_namespace_capacity_bytes Bytes that a namespace can hold.
        # TYPE node_nvme_namespace_capacity_bytes gauge
        node_nvme_namespace_capacity_bytes{device="nvme0",nsid="1"} 1048576
        # HELP node_nvme_namespace_size_bytes Size of a namespace in bytes.
        # TYPE node_nvme_namespace_size_bytes gauge
        node_nvme_namespace_size_bytes{device="nvme0",nsid="1"} 1048576
        # HELP node_nvme_namespace_logical_block_size_bytes Size of a namespace's blocks.
        # TYPE node_nvme_namespace_logical_block_size_bytes gauge
        node_nvme_namespace_logical_block_size_bytes{device="nvme0",nsid="1"} 4096
        # HELP node_nvme_namespace_used_bytes Bytes of a namespace that are in use.
        # TYPE node_nvme_namespace_used_bytes gauge
        node_nvme_namespace_used_bytes{device="nvme0",nsid="1"} 16384

        """)
  }

  @Test func isAbsentWhereThereIsNone() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) {
      try exposition(of: NVMeCollector(host.paths))
    }
  }
}
