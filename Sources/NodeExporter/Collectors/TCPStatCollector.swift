import CLinux
import Glibc
import Shared

/// The TCP connections of IPv4 and IPv6 by state and the bytes in their queues, from the kernel's
/// socket diagnosis (`sock_diag(7)`), which is far quicker than `/proc/net/tcp`.
struct TCPStatCollector: Collector {
  let name = "tcpstat"
  private let diagnosis = NetlinkConnection(NETLINK_SOCK_DIAG)

  func collect(into metrics: inout MetricWriter) throws {
    let connections = try Self.connections { connections, family in
      connections = try diagnosis.dump(
        type: UInt16(SOCK_DIAG_BY_FAMILY), body: Self.request(family), into: connections
      ) { connections, _, message in connections.count(message) }
    }
    connections.write(into: &metrics)
  }

  /// - Parameter count: Counts the sockets of one version of IP.
  static func connections(
    _ count: (inout TCPConnections, _ family: CInt) throws -> Void
  ) throws -> TCPConnections {
    var connections = TCPConnections()
    do {
      try count(&connections, AF_INET)
    } catch let error as SystemError where error.isNotFound {
      throw Absent("the kernel's module tcp_diag")
    }
    do {
      try count(&connections, AF_INET6)
    } catch let error as SystemError where error.isNotFound {
      // A kernel without IPv6.
    }
    return connections
  }

  /// Asks for the sockets of one version of IP, whatever their state.
  private static func request(_ family: CInt) -> [UInt8] {
    var request = inet_diag_req_v2()
    request.sdiag_family = UInt8(family)
    request.sdiag_protocol = UInt8(IPPROTO_TCP)
    request.idiag_states = 0xFFF
    return unsafe withUnsafeBytes(of: request) { unsafe Array($0) }
  }
}

/// The connections in each state and the bytes in their queues.
struct TCPConnections {
  /// By the kernel's number of the state, which starts at 1.
  private var counts = [Int](repeating: 0, count: Self.states.count)
  private var received: UInt64 = 0
  private var toTransmit: UInt64 = 0

  private static let states = [
    nil, "established", "syn_sent", "syn_recv", "fin_wait1", "fin_wait2", "time_wait", "close",
    "close_wait", "last_ack", "listen", "closing",
  ]

  /// Counts one socket: an `inet_diag_msg`.
  mutating func count(_ message: Span<UInt8>) {
    // The state follows the family; the queues follow the socket's 48 bytes of addresses and the
    // timer's end. A listening socket's queues hold connections, but upstream adds them up too.
    guard let state = message.load(UInt8.self, at: 1),
      let receive = message.load(UInt32.self, at: 56),
      let transmit = message.load(UInt32.self, at: 60), counts.indices.contains(Int(state))
    else { return }
    counts[Int(state)] += 1
    received += UInt64(receive)
    toTransmit += UInt64(transmit)
  }

  func write(into metrics: inout MetricWriter) {
    metrics.family(
      "node_tcp_connection_states", .gauge,
      "TCP connections by state, and the bytes in their queues.")
    for (state, count) in zip(Self.states, counts) {
      if let state { metrics.sample(count, [Label("state", state)]) }
    }
    metrics.sample(received, [Label("state", "rx_queued_bytes")])
    metrics.sample(toTransmit, [Label("state", "tx_queued_bytes")])
  }
}
