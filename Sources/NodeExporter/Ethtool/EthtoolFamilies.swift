import Shared

/// The families of what drivers count, whose names are the drivers' own.
enum EthtoolFamilies {
  /// What most drivers have.
  private static let common: [String: FamilyHeader] = {
    func header(_ stem: String, _ help: String) -> FamilyHeader {
      FamilyHeader("node_ethtool_\(stem)_total", .untyped, help)
    }
    return [
      "rx_bytes": header("received_bytes", "Bytes received."),
      "rx_dropped": header("received_dropped", "Packets received and dropped."),
      "rx_errors": header("received_errors", "Packets received with errors."),
      "rx_packets": header("received_packets", "Packets received."),
      "tx_bytes": header("transmitted_bytes", "Bytes sent."),
      "tx_errors": header("transmitted_errors", "Packets that could not be sent."),
      "tx_packets": header("transmitted_packets", "Packets sent."),
    ]
  }()

  static func header(of statistic: String) -> FamilyHeader {
    common[statistic]
      ?? FamilyHeader(
        "node_ethtool_\(stem(statistic))", .untyped, "What the driver calls \(statistic).")
  }

  /// `rx_queue-0.drops` becomes `received_queue_0_drops`: what may not be in a name becomes one
  /// underscore with those around it, and the words rx and tx are spelled out.
  static func stem(_ statistic: String) -> String {
    var name = ""
    var characters = Array(statistic.lowercased())[...]
    while let first = characters.first {
      let run = characters.prefix { !$0.isPartOfName || $0 == "_" }
      if run.isEmpty {
        name.append(first)
        characters.removeFirst()
      } else {
        name += run.allSatisfy { $0 == "_" } ? String(run) : "_"
        characters.removeFirst(run.count)
      }
    }
    var words = name.drop { $0 == "_" }.split(separator: "_", omittingEmptySubsequences: false)
      .map(String.init)
    for (short, long) in [("rx", "received"), ("tx", "transmitted")] {
      for index in words.indices where words[index] == short {
        // Of two that follow each other node_exporter spells out the first: tx_tx_timeouts.
        if index == 0 || words[index - 1] != long { words[index] = long }
      }
    }
    return words.joined(separator: "_")
  }
}

extension Character {
  fileprivate var isPartOfName: Bool { isASCII && (isLetter || isNumber || self == "_") }
}
