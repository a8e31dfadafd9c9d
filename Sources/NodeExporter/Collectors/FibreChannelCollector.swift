import Shared

/// Adapters for Fibre Channel, from `/sys/class/fc_host`.
struct FibreChannelCollector: Collector {
  let name = "fibrechannel"
  private let adapters: DeviceFolder

  init(_ host: HostPaths) {
    adapters = DeviceFolder(
      host.sys, "class/fc_host",
      attributes: Self.numbers.map { "statistics/\($0.file)" } + Self.texts)
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    var table = NumberTable(Self.numbers)
    var infos: [Labels] = []
    for adapter in try adapters.devices() {
      let files = adapter.attributes
      table.append(
        Labels([Label("fc_host", adapter.name)]), files.prefix(Self.numbers.count),
        noting: &losses)
      var pairs = [(name: "fc_host", value: adapter.name)]
      for (label, file) in zip(Self.texts, files.dropFirst(Self.numbers.count)) {
        guard let text = try? file.text() else { continue }
        pairs.append((label, text.dropping(prefix: "0x") ?? text))
      }
      infos.append(Labels(pairs: pairs.sorted { $0.name < $1.name }))
    }
    metrics.family("node_fibrechannel_info", .gauge, "What an adapter is, always 1.")
    for info in infos { metrics.sample(true, info) }
    table.write(into: &metrics)
    try losses.report()
  }

  private static let texts = [
    "dev_loss_tmo", "fabric_name", "port_id", "port_name", "port_state", "port_type", "speed",
    "supported_classes", "supported_speeds", "symbolic_name",
  ]

  private static func count(_ file: String, _ stem: String, _ help: String) -> NumberFile {
    .counter(file, "node_fibrechannel_\(stem)_total", help)
  }

  /// Hexadecimal in the files.
  private static let numbers: [NumberFile] = [
    count("dumped_frames", "dumped_frames", "Frames that were lost for want of buffers."),
    count("error_frames", "error_frames", "Frames with errors."),
    count("fcp_packet_aborts", "fcp_packet_aborts", "Packets that were given up."),
    count("invalid_crc_count", "invalid_crc", "Frames whose checksum was wrong."),
    count("invalid_tx_word_count", "invalid_tx_words", "Words that could not be decoded."),
    count("link_failure_count", "link_failure", "Times that the link failed."),
    count("loss_of_signal_count", "loss_of_signal", "Times that the signal was lost."),
    count("loss_of_sync_count", "loss_of_sync", "Times that synchronisation was lost."),
    count("nos_count", "nos", "Times that the other side was not operational."),
    count("rx_frames", "rx_frames", "Frames received."),
    count("rx_words", "rx_words", "Words received, of four bytes each."),
    count(
      "seconds_since_last_reset", "seconds_since_last_reset",
      "Seconds since the counts were reset."),
    count("tx_frames", "tx_frames", "Frames sent."),
    count("tx_words", "tx_words", "Words sent, of four bytes each."),
  ]
}
