import CLinux
import Shared

/// The counters of one network device, in the order of the source that they come from.
struct NetworkTraffic {
  /// 24 from netlink (`struct rtnl_link_stats64`), 16 from `/proc/net/dev`.
  private(set) var values = [24 of UInt64](repeating: 0)

  /// Reads the attribute `IFLA_STATS64`; a kernel that counts less leaves the rest at 0.
  init(stats64: Span<UInt8>) {
    for index in values.indices {
      guard let value = stats64.load(UInt64.self, at: index * 8) else { return }
      values[index] = value
    }
  }

  /// Reads the attribute `IFLA_STATS`, which old kernels have instead.
  init(stats32: Span<UInt8>) {
    for index in values.indices {
      guard let value = stats32.load(UInt32.self, at: index * 4) else { return }
      values[index] = UInt64(value)
    }
  }

  /// Reads what follows the device's name in a line of `/proc/net/dev`.
  init(_ line: inout TextCursor) throws(ParseError) {
    for index in 0..<16 { values[index] = try line.integer() }
  }

  /// The sum of some counters.
  func sum(of columns: [Int]) -> UInt64 {
    var sum: UInt64 = 0
    for column in columns { sum &+= values[column] }
    return sum
  }
}

extension NetworkTraffic {
  /// A family and the counters that are summed for it.
  typealias Family = (name: String, columns: [Int], help: String)

  /// From netlink, under the names and with the sums of `/proc/net/dev`.
  static let netlinkFamilies: [Family] = [
    ("node_network_receive_bytes_total", [2], "Bytes received."),
    ("node_network_receive_compressed_total", [21], "Compressed packets received."),
    (
      "node_network_receive_drop_total", [6, 15],
      "Packets received and dropped for want of room."
    ),
    ("node_network_receive_errs_total", [4], "Bad packets received."),
    ("node_network_receive_fifo_total", [14], "Receiver's queue overruns."),
    (
      "node_network_receive_frame_total", [13, 10, 11, 12],
      "Packets received with a wrong length, frame or checksum."
    ),
    ("node_network_receive_multicast_total", [8], "Multicast packets received."),
    ("node_network_receive_nohandler_total", [23], "Packets received that nobody wanted."),
    ("node_network_receive_packets_total", [0], "Packets received."),
    ("node_network_transmit_bytes_total", [3], "Bytes sent."),
    (
      "node_network_transmit_carrier_total", [17, 16, 19, 20],
      "Packets not sent because the line failed."
    ),
    ("node_network_transmit_colls_total", [9], "Collisions while sending."),
    ("node_network_transmit_compressed_total", [22], "Compressed packets sent."),
    ("node_network_transmit_drop_total", [7], "Packets dropped instead of being sent."),
    ("node_network_transmit_errs_total", [5], "Packets not sent because of an error."),
    ("node_network_transmit_fifo_total", [18], "Sender's queue overruns."),
    ("node_network_transmit_packets_total", [1], "Packets sent."),
  ]

  /// From `/proc/net/dev`, under its own names.
  static let procFamilies: [Family] = [
    ("node_network_receive_bytes_total", [0], "Bytes received."),
    ("node_network_receive_compressed_total", [6], "Compressed packets received."),
    (
      "node_network_receive_drop_total", [3], "Packets received and dropped for want of room."
    ),
    ("node_network_receive_errs_total", [2], "Bad packets received."),
    ("node_network_receive_fifo_total", [4], "Receiver's queue overruns."),
    (
      "node_network_receive_frame_total", [5],
      "Packets received with a wrong length, frame or checksum."
    ),
    ("node_network_receive_multicast_total", [7], "Multicast packets received."),
    ("node_network_receive_packets_total", [1], "Packets received."),
    ("node_network_transmit_bytes_total", [8], "Bytes sent."),
    (
      "node_network_transmit_carrier_total", [14], "Packets not sent because the line failed."
    ),
    ("node_network_transmit_colls_total", [13], "Collisions while sending."),
    ("node_network_transmit_compressed_total", [15], "Compressed packets sent."),
    ("node_network_transmit_drop_total", [11], "Packets dropped instead of being sent."),
    ("node_network_transmit_errs_total", [10], "Packets not sent because of an error."),
    ("node_network_transmit_fifo_total", [12], "Sender's queue overruns."),
    ("node_network_transmit_packets_total", [9], "Packets sent."),
  ]

  /// From netlink, each counter by itself.
  static let detailedNetlinkFamilies: [Family] = [
    ("node_network_collisions_total", [9], "Collisions while sending."),
    ("node_network_multicast_total", [8], "Multicast packets received."),
    ("node_network_receive_bytes_total", [2], "Bytes received."),
    ("node_network_receive_compressed_total", [21], "Compressed packets received."),
    ("node_network_receive_crc_errors_total", [12], "Packets received with a bad checksum."),
    ("node_network_receive_dropped_total", [6], "Packets received and dropped by the kernel."),
    ("node_network_receive_errors_total", [4], "Bad packets received."),
    ("node_network_receive_fifo_errors_total", [14], "Receiver's queue overruns."),
    ("node_network_receive_frame_errors_total", [13], "Packets received with a bad frame."),
    ("node_network_receive_length_errors_total", [10], "Packets received with a bad length."),
    (
      "node_network_receive_missed_errors_total", [15],
      "Packets that the device dropped for want of room."
    ),
    ("node_network_receive_nohandler_total", [23], "Packets received that nobody wanted."),
    ("node_network_receive_over_errors_total", [11], "Packets received that were too long."),
    ("node_network_receive_packets_total", [0], "Packets received."),
    ("node_network_transmit_aborted_errors_total", [16], "Packets whose sending was given up."),
    ("node_network_transmit_bytes_total", [3], "Bytes sent."),
    (
      "node_network_transmit_carrier_errors_total", [17],
      "Packets not sent because the line was lost."
    ),
    ("node_network_transmit_compressed_total", [22], "Compressed packets sent."),
    ("node_network_transmit_dropped_total", [7], "Packets dropped instead of being sent."),
    ("node_network_transmit_errors_total", [5], "Packets not sent because of an error."),
    ("node_network_transmit_fifo_errors_total", [18], "Sender's queue overruns."),
    (
      "node_network_transmit_heartbeat_errors_total", [19],
      "Packets sent without a heartbeat from the line."
    ),
    ("node_network_transmit_packets_total", [1], "Packets sent."),
    (
      "node_network_transmit_window_errors_total", [20],
      "Packets that collided after their window had passed."
    ),
  ]

  /// From `/proc/net/dev`, under the names that the detailed metrics have there.
  static let detailedProcFamilies: [Family] = procFamilies.map { family in
    let renamed = [
      "node_network_receive_errs_total": "node_network_receive_errors_total",
      "node_network_receive_drop_total": "node_network_receive_dropped_total",
      "node_network_transmit_errs_total": "node_network_transmit_errors_total",
      "node_network_transmit_drop_total": "node_network_transmit_dropped_total",
    ]
    return (renamed[family.name] ?? family.name, family.columns, family.help)
  }
}
