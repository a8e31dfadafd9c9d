import CLinux
import Glibc
import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct TCPStatCollectorTests {
  private func message(state: UInt8, received: UInt32, toTransmit: UInt32) -> [UInt8] {
    var message = inet_diag_msg()
    message.idiag_state = state
    message.idiag_rqueue = received
    message.idiag_wqueue = toTransmit
    return unsafe withUnsafeBytes(of: message) { unsafe Array($0) }
  }

  @Test func countsStatesAndAddsUpQueues() {
    var connections = TCPConnections()
    for state in 1...11 as ClosedRange<UInt8> {
      for _ in 1...state {
        let bytes = message(state: state, received: 10, toTransmit: 1 << 31)
        connections.count(bytes.span)
      }
    }
    let text = exposition { connections.write(into: &$0) }
    #expect(
      text == """
        # HELP node_tcp_connection_states TCP connections by state, and the bytes in their queues.
        # TYPE node_tcp_connection_states gauge
        node_tcp_connection_states{state="established"} 1
        node_tcp_connection_states{state="syn_sent"} 2
        node_tcp_connection_states{state="syn_recv"} 3
        node_tcp_connection_states{state="fin_wait1"} 4
        node_tcp_connection_states{state="fin_wait2"} 5
        node_tcp_connection_states{state="time_wait"} 6
        node_tcp_connection_states{state="close"} 7
        node_tcp_connection_states{state="close_wait"} 8
        node_tcp_connection_states{state="last_ack"} 9
        node_tcp_connection_states{state="listen"} 10
        node_tcp_connection_states{state="closing"} 11
        node_tcp_connection_states{state="rx_queued_bytes"} 660
        node_tcp_connection_states{state="tx_queued_bytes"} 141733920768

        """)
  }

  @Test func passesOverAMessageThatIsCutOff() {
    var connections = TCPConnections()
    let bytes = message(state: 1, received: 10, toTransmit: 10)
    connections.count(bytes.span.extracting(first: 63))
    let text = exposition { connections.write(into: &$0) }
    #expect(samples(text).first == #"node_tcp_connection_states{state="established"} 0"#)
  }

  @Test func countsIPv4OnAKernelWithoutIPv6() throws {
    let bytes = message(state: 1, received: 0, toTransmit: 0)
    let connections = try TCPStatCollector.connections { connections, family in
      if family == AF_INET6 { throw SystemError("ask", "netlink", code: ENOENT) }
      connections.count(bytes.span)
    }
    let text = exposition { connections.write(into: &$0) }
    #expect(samples(text).first == #"node_tcp_connection_states{state="established"} 1"#)
  }

  @Test func isAbsentWithoutTheModule() {
    #expect(throws: Absent.self) {
      try TCPStatCollector.connections { _, _ in
        throw SystemError("ask", "netlink", code: ENOENT)
      }
    }
  }

  @Test func seesAListeningSocketOfThisMachine() throws {
    let socket = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    try #require(listen(socket, 1) == 0)
    let lines = samples(try exposition(of: TCPStatCollector()))
    let listening = try #require(lines.first { $0.contains(#"state="listen""#) })
    #expect(!listening.hasSuffix(" 0"))
  }
}
