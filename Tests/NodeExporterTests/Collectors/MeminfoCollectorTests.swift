import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct MeminfoCollectorTests {
  @Test func writesAFamilyForEachLine() throws {
    let host = try HostFixture(proc: [
      "meminfo": """
      MemTotal:        3742148 kB
      Active(anon):    2020004 kB
      HugePages_Total:       7
      DirectMap4k:      185660 kB

      """
    ])
    #expect(
      try exposition(of: MeminfoCollector(host.paths)) == """
        # HELP node_memory_MemTotal_bytes The line MemTotal of /proc/meminfo, in bytes.
        # TYPE node_memory_MemTotal_bytes gauge
        node_memory_MemTotal_bytes 3831959552
        # HELP node_memory_Active_anon_bytes The line Active(anon) of /proc/meminfo, in bytes.
        # TYPE node_memory_Active_anon_bytes gauge
        node_memory_Active_anon_bytes 2068484096
        # HELP node_memory_HugePages_Total The line HugePages_Total of /proc/meminfo.
        # TYPE node_memory_HugePages_Total gauge
        node_memory_HugePages_Total 7
        # HELP node_memory_DirectMap4k_bytes The line DirectMap4k of /proc/meminfo, in bytes.
        # TYPE node_memory_DirectMap4k_bytes gauge
        node_memory_DirectMap4k_bytes 190115840

        """)
  }

  @Test func aLineThatComesLaterBecomesAFamily() throws {
    let host = try HostFixture(proc: ["meminfo": "MemFree: 1 kB\n"])
    let collector = MeminfoCollector(host.paths)
    #expect(samples(try exposition(of: collector)) == ["node_memory_MemFree_bytes 1024"])
    try host.folder.write("MemFree: 2 kB\nBrand-New: 3\n", to: "proc/meminfo")
    #expect(
      samples(try exposition(of: collector)) == [
        "node_memory_MemFree_bytes 2048", "node_memory_Brand_New 3",
      ])
  }

  @Test func aBadLineCostsNoOther() throws {
    let host = try HostFixture(proc: [
      "meminfo": "MemFree: 1 kB\nBuffers: -1 kB\nCached:\nDirty: 2 kB\n"
    ])
    let partial = try PartialExposition(of: MeminfoCollector(host.paths))
    #expect(
      samples(partial.text) == ["node_memory_MemFree_bytes 1024", "node_memory_Dirty_bytes 2048"])
    #expect(
      partial.reason
        == "\(host.paths.proc.root)/meminfo: Buffers: expected an integer, found '-1'")
  }

  @Test func failsWithoutItsFile() throws {
    let host = try HostFixture()
    #expect(throws: SystemError("open", "\(host.paths.proc.root)/meminfo", code: 2)) {
      try exposition(of: MeminfoCollector(host.paths))
    }
  }
}
