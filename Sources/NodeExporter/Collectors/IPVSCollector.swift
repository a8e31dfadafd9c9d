import ArgumentParser
import Glibc
import Shared

/// The load balancer of the kernel, from `/proc/net/ip_vs` and `/proc/net/ip_vs_stats`.
struct IPVSCollector: Collector {
  let name = "ipvs"
  private let services: KernelFile
  private let statistics: KernelFile
  private let labels: Set<String>

  struct Options: ParsableArguments, Sendable {
    @Option(
      name: .customLong("collector.ipvs.backend-labels"),
      help: ArgumentHelp(
        "Labels of a backend, separated by commas; backends that have the same are added up.",
        discussion: "The default is all: \(IPVSCollector.allLabels.joined(separator: ","))."))
    var backendLabels: String?
  }

  static let allLabels = [
    "local_address", "local_port", "remote_address", "remote_port", "proto", "local_mark",
  ]

  init(_ host: HostPaths, _ options: Options) throws {
    services = host.proc.file("net/ip_vs")
    statistics = host.proc.file("net/ip_vs_stats")
    let wanted = options.backendLabels.map { $0.split(separator: ",").map(String.init) }
    labels = Set(wanted ?? Self.allLabels)
    if let unknown = wanted?.first(where: { !Self.allLabels.contains($0) }) {
      throw ValidationError(
        "--collector.ipvs.backend-labels: there is no label '\(unknown)'; choose from \(Self.allLabels.joined(separator: ","))"
      )
    }
  }

  func collect(into metrics: inout MetricWriter) throws {
    try total(into: &metrics)
    let file = try services.readOrAbsent()
    let backends = try services.parsing { try Self.backends(file.span) }
    // In the order of the table, backends of the same labels added up.
    var sums: [Labels: [UInt64]] = [:]
    var order: [Labels] = []
    for backend in backends {
      let labels = Labels(
        pairs: backend.labels.filter { self.labels.contains($0.name) }.sorted { $0.name < $1.name })
      if sums[labels] == nil { order.append(labels) }
      let sum = sums[labels] ?? [0, 0, 0]
      sums[labels] = zip(sum, backend.numbers).map(&+)
    }
    for (column, header) in Self.families.enumerated() {
      metrics.family(header)
      for labels in order { metrics.sample(sums[labels]![column], labels) }
    }
  }

  private func total(into metrics: inout MetricWriter) throws {
    let file = try statistics.readOrAbsent()
    try statistics.parsing {
      var lines = TextCursor(file.span)
      // Two lines of titles.
      _ = lines.nextLine()
      _ = lines.nextLine()
      guard var line = lines.nextLine() else {
        throw ParseError(expected: "a line of totals", found: "")
      }
      for header in Self.totals { metrics.single(header, try line.hexadecimal()) }
    }
  }

  /// In the order of the columns.
  private static let totals = [
    FamilyHeader("node_ipvs_connections_total", .counter, "Connections that were made."),
    FamilyHeader("node_ipvs_incoming_packets_total", .counter, "Packets that came from clients."),
    FamilyHeader("node_ipvs_outgoing_packets_total", .counter, "Packets that went to clients."),
    FamilyHeader("node_ipvs_incoming_bytes_total", .counter, "Bytes that came from clients."),
    FamilyHeader("node_ipvs_outgoing_bytes_total", .counter, "Bytes that went to clients."),
  ]

  private static let families = [
    FamilyHeader("node_ipvs_backend_weight", .gauge, "The weight of a backend."),
    FamilyHeader("node_ipvs_backend_connections_active", .gauge, "Connections in use."),
    FamilyHeader("node_ipvs_backend_connections_inactive", .gauge, "Connections that are closing."),
  ]
}

// MARK: - The table of services

extension IPVSCollector {
  private struct Backend {
    let labels: [(name: String, value: String)]
    /// Weight, active and inactive connections.
    let numbers: [UInt64]
  }

  /// A service (`TCP  C0A80016:0CEA wlc`, `FWM  10001000 wlc`) and below it its backends
  /// (`-> C0A85216:0CEA  Tunnel  100  248  2`).
  private static func backends(_ text: Span<UInt8>) throws -> [Backend] {
    var backends: [Backend] = []
    var service: [(name: String, value: String)] = []
    var lines = TextCursor(text)
    while var line = lines.nextLine() {
      let first = line.field()
      switch first {
      case "TCP", "UDP", "SCTP":
        let (address, port) = try endpoint(line.field())
        service = [
          ("local_address", address), ("local_port", port), ("proto", first), ("local_mark", ""),
        ]
      case "FWM":
        service = [
          ("local_address", ""), ("local_port", "0"), ("proto", first),
          ("local_mark", line.field()),
        ]
      case "->":
        let remote = line.field()
        // The title of the columns looks like a backend.
        if service.isEmpty || remote.hasPrefix("Remote") { continue }
        let (address, port) = try endpoint(remote)
        line.skip()
        let numbers = [try line.integer(), try line.integer(), try line.integer()]
        backends.append(
          Backend(
            labels: service + [("remote_address", address), ("remote_port", port)],
            numbers: numbers))
      default: continue
      }
    }
    return backends
  }

  /// `C0A80016:0CEA`, or `[2001:0db8:…]:0CEA`, in hexadecimal digits.
  private static func endpoint(_ text: String) throws -> (address: String, port: String) {
    guard let colon = text.lastIndex(of: ":"),
      let port = UInt16(text[text.index(after: colon)...], radix: 16)
    else { throw ParseError(expected: "an address and a port", found: text) }
    var digits = text[..<colon]
    if digits.hasPrefix("["), digits.hasSuffix("]") { digits = digits.dropFirst().dropLast() }
    let bytes = Self.bytes(digits.filter { $0 != ":" })
    guard
      let address = NetworkAddress.text(bytes, AF_INET) ?? NetworkAddress.text(bytes, AF_INET6)
    else { throw ParseError(expected: "an address and a port", found: text) }
    return (address, "\(port)")
  }

  /// Two hexadecimal digits each.
  private static func bytes(_ digits: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = digits[...]
    while rest.count > 1, let byte = UInt8(rest.prefix(2), radix: 16) {
      bytes.append(byte)
      rest = rest.dropFirst(2)
    }
    return rest.isEmpty ? bytes : []
  }
}
