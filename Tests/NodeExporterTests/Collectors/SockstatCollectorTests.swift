import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct SockstatCollectorTests {
  private static let ipv4 = """
    sockets: used 229
    TCP: inuse 4 orphan 0 tw 5 alloc 17 mem 1
    UDP: inuse 2 mem 3
    UDPLITE: inuse 0
    RAW: inuse 0
    FRAG: inuse 0 memory 6
    NEWPROTO: inuse 1

    """
  private static let ipv6 = "TCP6: inuse 17\nFRAG6: inuse 0 memory 8\n"

  @Test func writesBothVersionsOfIP() throws {
    let host = try HostFixture(proc: ["net/sockstat": Self.ipv4, "net/sockstat6": Self.ipv6])
    #expect(
      samples(try exposition(of: SockstatCollector(host.paths, pageSize: 4096))) == [
        "node_sockstat_sockets_used 229",
        "node_sockstat_TCP_inuse 4",
        "node_sockstat_TCP_orphan 0",
        "node_sockstat_TCP_tw 5",
        "node_sockstat_TCP_alloc 17",
        "node_sockstat_TCP_mem 1",
        "node_sockstat_TCP_mem_bytes 4096",
        "node_sockstat_UDP_inuse 2",
        "node_sockstat_UDP_mem 3",
        "node_sockstat_UDP_mem_bytes 12288",
        "node_sockstat_UDPLITE_inuse 0",
        "node_sockstat_RAW_inuse 0",
        "node_sockstat_FRAG_inuse 0",
        "node_sockstat_FRAG_memory 6",
        "node_sockstat_TCP6_inuse 17",
        "node_sockstat_FRAG6_inuse 0",
        "node_sockstat_FRAG6_memory 8",
      ])
  }

  @Test func doesWithOneVersionOfIP() throws {
    let host = try HostFixture(proc: ["net/sockstat6": Self.ipv6])
    #expect(
      samples(try exposition(of: SockstatCollector(host.paths))).first
        == "node_sockstat_TCP6_inuse 17")
  }

  @Test func aBadLineCostsNoOther() throws {
    let host = try HostFixture(proc: [
      "net/sockstat": "sockets: used many\nTCP: inuse 4 orphan\nRAW: inuse 1\n"
    ])
    let partial = try PartialExposition(of: SockstatCollector(host.paths))
    #expect(
      samples(partial.text) == ["node_sockstat_TCP_inuse 4", "node_sockstat_RAW_inuse 1"])
    #expect(
      partial.reason
        == "\(host.paths.proc.root)/net/sockstat: sockets: expected a number, found 'many'")
  }

  @Test func isAbsentWithoutIP() throws {
    let host = try HostFixture()
    #expect(throws: Absent("\(host.paths.proc.root)/net/sockstat")) {
      try exposition(of: SockstatCollector(host.paths))
    }
  }
}
