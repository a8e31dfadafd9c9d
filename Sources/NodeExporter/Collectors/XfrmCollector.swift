import Shared

/// Packets that IPsec dropped, by reason, from `/proc/net/xfrm_stat`
/// (`Documentation/networking/xfrm_proc.rst`).
struct XfrmCollector: Collector {
  let name = "xfrm"
  private let statistics: KernelFile

  init(_ host: HostPaths) {
    statistics = host.proc.file("net/xfrm_stat")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try statistics.readOrAbsent()
    try statistics.parsing {
      var lines = TextCursor(file.span)
      while var line = lines.nextLine() {
        guard line.take(prefix: "Xfrm") else { continue }
        let reason = line.field()
        metrics.counter(
          "node_xfrm_\(reason.snakeCased)_packets_total", "Packets dropped, counted as \(reason).",
          try line.integer())
      }
    }
  }
}

extension String {
  /// `InStateSeqError` as `in_state_seq_error`.
  fileprivate var snakeCased: String {
    var result = ""
    for character in self {
      if character.isUppercase, !result.isEmpty { result.append("_") }
      result += character.lowercased()
    }
    return result
  }
}
