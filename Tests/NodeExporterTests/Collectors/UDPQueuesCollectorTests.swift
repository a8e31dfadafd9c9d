import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct UDPQueuesCollectorTests {
  private static let title =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n"

  @Test func addsUpTheQueuesOfEachVersionOfIP() throws {
    let host = try HostFixture(proc: [
      "net/udp": Self.title + """
           0: 00000000:0016 00000000:0000 0A 00000015:00000000 00:00000000 00000000     0
         102: 0100007F:0016 00000000:0000 0A 00000001:000000FF 00:00000000 00000000     0

        """,
      "net/udp6": Self.title,
    ])
    #expect(
      try exposition(of: UDPQueuesCollector(host.paths)) == """
        # HELP node_udp_queues Bytes in the queues of UDP sockets.
        # TYPE node_udp_queues gauge
        node_udp_queues{ip="v4",queue="rx"} 255
        node_udp_queues{ip="v4",queue="tx"} 22
        node_udp_queues{ip="v6",queue="rx"} 0
        node_udp_queues{ip="v6",queue="tx"} 0

        """)
  }

  @Test func leavesOutAVersionThatTheKernelLacks() throws {
    let host = try HostFixture(proc: ["net/udp6": Self.title])
    #expect(
      samples(try exposition(of: UDPQueuesCollector(host.paths))) == [
        #"node_udp_queues{ip="v6",queue="rx"} 0"#, #"node_udp_queues{ip="v6",queue="tx"} 0"#,
      ])
  }

  @Test func aSumThatOverflowsStartsAnew() throws {
    let line = "0: 0:0 0:0 0A ffffffffffffffff:ffffffffffffffff\n"
    let file = Array((Self.title + line + line).utf8)
    let queues = try UDPQueues(file.span)
    #expect(queues.received == UInt64.max - 1)
    #expect(queues.toTransmit == UInt64.max - 1)
  }

  @Test func isAbsentWithoutIP() throws {
    let host = try HostFixture()
    #expect(throws: Absent.self) { try exposition(of: UDPQueuesCollector(host.paths)) }
  }

  @Test func refusesALineThatIsCutOff() throws {
    let host = try HostFixture(proc: ["net/udp": Self.title + "   0: 00000000:0016 0000\n"])
    #expect(throws: MalformedFile.self) { try exposition(of: UDPQueuesCollector(host.paths)) }
  }
}
