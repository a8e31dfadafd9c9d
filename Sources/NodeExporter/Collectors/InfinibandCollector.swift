import Shared

/// Adapters for InfiniBand and their ports, from `/sys/class/infiniband`
/// (`Documentation/ABI/stable/sysfs-class-infiniband`).
struct InfinibandCollector: Collector {
  let name = "infiniband"
  private let sys: FileTree
  private let adapters: DeviceFolder
  private static let folder = "class/infiniband"

  init(_ host: HostPaths) {
    sys = host.sys
    adapters = DeviceFolder(
      host.sys, Self.folder, attributes: [], constants: ["board_id", "fw_ver", "hca_type"])
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var table = NumberTable(Self.numbers)
    var states = FamilyGroups()
    let adapters = try adapters.devices()
    for adapter in adapters {
      let folder = "\(Self.folder)/\(adapter.name)/ports"
      for port in (try? sys.names(in: folder)) ?? [] where Int(port) != nil {
        let labels = Labels([Label("device", adapter.name), Label("port", port)])
        table.append(
          labels, Self.numbers.map { sys.fileReadOnce("\(folder)/\(port)/\($0.file)") },
          noting: &losses)
        for state in Self.states {
          let text = try? sys.fileReadOnce("\(folder)/\(port)/\(state.file)").text()
          if let value = text.flatMap(state.value) { states.append(state.header, value, labels) }
        }
      }
    }
    metrics.family("node_infiniband_info", .gauge, "What an adapter is, always 1.")
    for adapter in adapters {
      let texts = adapter.constants.map { $0 ?? "" }
      metrics.sample(
        true,
        [
          Label("board_id", texts[0]), Label("device", adapter.name),
          Label("firmware_version", texts[1]), Label("hca_type", texts[2]),
        ])
    }
    states.write(into: &metrics)
    table.write(into: &metrics)
    try losses.report()
  }
}

// MARK: - States

extension InfinibandCollector {
  /// A file that says more than a number.
  private struct State: Sendable {
    let file: String
    let header: FamilyHeader
    let value: @Sendable (String) -> Double?
  }

  /// The number before the colon of `4: ACTIVE`.
  @Sendable private static func identifier(_ text: String) -> Double? {
    text.split(separator: ":").first.flatMap { Double($0) }
  }

  private static let states: [State] = [
    State(
      file: "state",
      header: FamilyHeader(
        "node_infiniband_state_id", .gauge,
        "State of a port: 0 no change, 1 down, 2 init, 3 armed, 4 active, 5 active and deferred."),
      value: identifier),
    State(
      file: "phys_state",
      header: FamilyHeader(
        "node_infiniband_physical_state_id", .gauge,
        "State of a port's line: 1 sleep, 2 polling, 3 disabled, 4 training, 5 up, 6 recovering."),
      value: identifier),
    State(
      file: "rate",
      header: FamilyHeader(
        "node_infiniband_rate_bytes_per_second", .gauge, "How fast a port can be."),
      // 40 Gb/sec (4X QDR)
      value: { $0.split(separator: " ").first.flatMap { Double($0) }.map { $0 * 1e9 / 8 } }),
  ]
}

// MARK: - Numbers

extension InfinibandCollector {
  private static let numbers: [NumberFile] = legacy + counters + hardware

  private static func counters(
    in folder: String, _ table: [(file: String, stem: String, help: String)]
  ) -> [NumberFile] {
    table.map { file, stem, help in
      .counter(
        "\(folder)/\(file)", "node_infiniband_\(stem)_total", help,
        // Data is counted in words of four lanes.
        stem.contains("_data_") ? .times(4) : .one)
    }
  }

  /// Of adapters that counted past 32 bits before others did.
  private static let legacy = counters(
    in: "counters_ext",
    [
      (
        "port_multicast_rcv_packets", "legacy_multicast_packets_received",
        "Multicast packets received."
      ),
      (
        "port_multicast_xmit_packets", "legacy_multicast_packets_transmitted",
        "Multicast packets sent."
      ),
      ("port_rcv_data_64", "legacy_data_received_bytes", "Bytes received."),
      ("port_rcv_packets_64", "legacy_packets_received", "Packets received."),
      ("port_unicast_rcv_packets", "legacy_unicast_packets_received", "Unicast packets received."),
      ("port_unicast_xmit_packets", "legacy_unicast_packets_transmitted", "Unicast packets sent."),
      ("port_xmit_data_64", "legacy_data_transmitted_bytes", "Bytes sent."),
      ("port_xmit_packets_64", "legacy_packets_transmitted", "Packets sent."),
    ])

  private static let counters = counters(
    in: "counters",
    [
      (
        "excessive_buffer_overrun_errors", "excessive_buffer_overrun_errors",
        "Buffers that overran too often in a row."
      ),
      ("link_downed", "link_downed", "Times that the link failed and was not recovered."),
      ("link_error_recovery", "link_error_recovery", "Times that the link was recovered."),
      (
        "local_link_integrity_errors", "local_link_integrity_errors",
        "Times that errors of the line were too many."
      ),
      ("multicast_rcv_packets", "multicast_packets_received", "Multicast packets received."),
      ("multicast_xmit_packets", "multicast_packets_transmitted", "Multicast packets sent."),
      (
        "port_rcv_constraint_errors", "port_constraint_errors_received",
        "Received packets that were dropped by a rule."
      ),
      (
        "port_xmit_constraint_errors", "port_constraint_errors_transmitted",
        "Packets that were not sent by a rule."
      ),
      ("port_rcv_data", "port_data_received_bytes", "Bytes received."),
      ("port_xmit_data", "port_data_transmitted_bytes", "Bytes sent."),
      ("port_rcv_discards", "port_discards_received", "Received packets that were dropped."),
      (
        "port_xmit_discards", "port_discards_transmitted",
        "Packets that were dropped instead of sent."
      ),
      ("port_rcv_errors", "port_errors_received", "Packets received with an error."),
      ("port_rcv_packets", "port_packets_received", "Packets received."),
      ("port_xmit_packets", "port_packets_transmitted", "Packets sent."),
      (
        "port_rcv_remote_physical_errors", "port_receive_remote_physical_errors",
        "Packets that the other side marked as bad."
      ),
      (
        "port_rcv_switch_relay_errors", "port_receive_switch_relay_errors",
        "Packets that the switch could not hand on."
      ),
      (
        "port_xmit_wait", "port_transmit_wait",
        "Ticks in which the port had something to send and could not."
      ),
      ("symbol_error", "symbol_error", "Small errors of the line."),
      ("unicast_rcv_packets", "unicast_packets_received", "Unicast packets received."),
      ("unicast_xmit_packets", "unicast_packets_transmitted", "Unicast packets sent."),
      ("VL15_dropped", "vl15_dropped", "Management packets that were dropped."),
    ])

  private static let hardware =
    counters(
      in: "hw_counters",
      [
        ("duplicate_request", "duplicate_requests_packets", "Requests that had come before."),
        ("implied_nak_seq_err", "implied_nak_seq_errors", "Answers that implied a lost packet."),
        ("local_ack_timeout_err", "local_ack_timeout_errors", "Times that no answer came in time."),
        ("np_cnp_sent", "np_cnp_packets_sent", "Notices of congestion sent."),
        (
          "np_ecn_marked_roce_packets", "np_ecn_marked_roce_packets_received",
          "Packets received that met congestion."
        ),
        ("out_of_sequence", "out_of_sequence_packets_received", "Packets received out of order."),
        ("packet_seq_err", "packet_sequence_errors", "Answers that told of a lost packet."),
        ("req_cqe_error", "req_cqes_errors", "Requests that ended with an error."),
        (
          "req_cqe_flush_error", "req_cqes_flush_errors",
          "Requests that were flushed with an error."
        ),
        (
          "req_remote_access_errors", "req_remote_access_errors",
          "Requests that the other side did not allow."
        ),
        (
          "req_remote_invalid_request", "req_remote_invalid_request_errors",
          "Requests that the other side did not understand."
        ),
        ("resp_cqe_error", "resp_cqes_errors", "Answers that ended with an error."),
        (
          "resp_cqe_flush_error", "resp_cqes_flush_errors",
          "Answers that were flushed with an error."
        ),
        ("resp_local_length_error", "resp_local_length_errors", "Answers of a wrong length."),
        (
          "resp_remote_access_errors", "resp_remote_access_errors",
          "Requests of the other side that were not allowed."
        ),
        (
          "rnr_nak_retry_err", "rnr_nak_retry_packets_received",
          "Answers that the other side was not ready."
        ),
        ("roce_adp_retrans", "roce_adp_retransmits", "Adaptive retransmissions."),
        (
          "roce_adp_retrans_to", "roce_adp_retransmits_timeout",
          "Adaptive retransmissions after a timeout."
        ),
        ("roce_slow_restart", "roce_slow_restart_used", "Slow restarts used."),
        (
          "roce_slow_restart_cnps", "roce_slow_restart_cnps",
          "Notices of congestion for slow restarts."
        ),
        ("roce_slow_restart_trans", "roce_slow_restart", "Changes to slow restart."),
        ("rp_cnp_handled", "rp_cnp_packets_handled", "Notices of congestion that were obeyed."),
        (
          "rp_cnp_ignored", "rp_cnp_ignored_packets_received",
          "Notices of congestion that were ignored."
        ),
        ("rx_atomic_requests", "rx_atomic_requests", "Atomic requests received."),
        ("rx_dct_connect", "rx_dct_connect_requests", "Requests received for dynamic connections."),
        (
          "rx_icrc_encapsulated", "rx_icrc_encapsulated_errors",
          "Packets whose inner checksum was wrong."
        ),
        ("rx_read_requests", "rx_read_requests", "Requests to read received."),
        ("rx_write_requests", "rx_write_requests", "Requests to write received."),
      ]) + [
      .gauge(
        "hw_counters/lifespan", "node_infiniband_lifespan_seconds",
        "For how long the adapter shows the same counts.", .decimals(3))
    ]
}
