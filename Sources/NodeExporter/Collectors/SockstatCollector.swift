import Glibc
import Shared

/// Sockets in use and the memory they take, from `/proc/net/sockstat` and `sockstat6`.
struct SockstatCollector: Collector {
  let name = "sockstat"
  private let ipv4: KernelFile
  private let ipv6: KernelFile
  /// Bytes.
  private let pageSize: Double

  init(_ host: HostPaths, pageSize: Int = sysconf(CInt(_SC_PAGESIZE))) {
    ipv4 = host.proc.file("net/sockstat")
    ipv6 = host.proc.file("net/sockstat6")
    self.pageSize = Double(pageSize)
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    let isIPv4There = try write(ipv4, into: &metrics, noting: &losses)
    let isIPv6There = try write(ipv6, into: &metrics, noting: &losses)
    if !isIPv4There, !isIPv6There { throw Absent(ipv4.path) }
    try losses.report()
  }

  /// Lines of `TCP: inuse 4 orphan 0 tw 4 alloc 17 mem 1`; `false` when the file is not there,
  /// as with an IP version that the kernel lacks.
  private func write(
    _ source: KernelFile, into metrics: inout MetricWriter, noting losses: inout Losses
  ) throws -> Bool {
    let file: [UInt8]
    do {
      file = try source.readOrAbsent()
    } catch is Absent {
      return false
    }
    var lines = TextCursor(file.span)
    while var line = lines.nextLine() {
      let section = line.slice(upTo: ":")
      for known in SocketGauge.all where section.equals(known.section) {
        do throws(ParseError) {
          try write(known.gauges, of: &line, into: &metrics)
        } catch {
          losses.note(source.malformed(error, in: section.string))
        }
      }
    }
    return true
  }

  private func write(
    _ gauges: [SocketGauge], of line: inout TextCursor, into metrics: inout MetricWriter
  ) throws(ParseError) {
    line.skipBlanks()
    while !line.isAtEnd {
      let key = line.slice()
      let value = try line.number()
      for gauge in gauges where key.equals(gauge.key) {
        metrics.gauge(gauge.family, gauge.help, gauge.isInPages ? value * pageSize : value)
      }
      line.skipBlanks()
    }
  }
}

/// A number of `/proc/net/sockstat` or `sockstat6` and the family that shows it.
private struct SocketGauge {
  let key: StaticString
  let family: String
  let help: String
  var isInPages = false

  static let all: [(section: StaticString, gauges: [SocketGauge])] = [
    ("sockets", [SocketGauge("used", "node_sockstat_sockets_used", "Sockets of any kind in use.")]),
    (
      "TCP",
      [
        SocketGauge("inuse", "node_sockstat_TCP_inuse", "TCP sockets in use over IPv4."),
        SocketGauge("orphan", "node_sockstat_TCP_orphan", "TCP sockets that no process holds."),
        SocketGauge("tw", "node_sockstat_TCP_tw", "TCP sockets in the state TIME_WAIT."),
        SocketGauge("alloc", "node_sockstat_TCP_alloc", "TCP sockets allocated, in any state."),
        SocketGauge("mem", "node_sockstat_TCP_mem", "Pages that buffers of TCP sockets take."),
        SocketGauge(
          "mem", "node_sockstat_TCP_mem_bytes", "Memory that buffers of TCP sockets take.",
          isInPages: true),
      ]
    ),
    (
      "UDP",
      [
        SocketGauge("inuse", "node_sockstat_UDP_inuse", "UDP sockets in use over IPv4."),
        SocketGauge("mem", "node_sockstat_UDP_mem", "Pages that buffers of UDP sockets take."),
        SocketGauge(
          "mem", "node_sockstat_UDP_mem_bytes", "Memory that buffers of UDP sockets take.",
          isInPages: true),
      ]
    ),
    (
      "UDPLITE",
      [SocketGauge("inuse", "node_sockstat_UDPLITE_inuse", "UDP-Lite sockets in use over IPv4.")]
    ),
    ("RAW", [SocketGauge("inuse", "node_sockstat_RAW_inuse", "Raw sockets in use over IPv4.")]),
    (
      "FRAG",
      [
        SocketGauge("inuse", "node_sockstat_FRAG_inuse", "IPv4 datagrams being reassembled."),
        SocketGauge("memory", "node_sockstat_FRAG_memory", "Bytes that IPv4 fragments take."),
      ]
    ),
    ("TCP6", [SocketGauge("inuse", "node_sockstat_TCP6_inuse", "TCP sockets in use over IPv6.")]),
    ("UDP6", [SocketGauge("inuse", "node_sockstat_UDP6_inuse", "UDP sockets in use over IPv6.")]),
    (
      "UDPLITE6",
      [SocketGauge("inuse", "node_sockstat_UDPLITE6_inuse", "UDP-Lite sockets in use over IPv6.")]
    ),
    ("RAW6", [SocketGauge("inuse", "node_sockstat_RAW6_inuse", "Raw sockets in use over IPv6.")]),
    (
      "FRAG6",
      [
        SocketGauge("inuse", "node_sockstat_FRAG6_inuse", "IPv6 datagrams being reassembled."),
        SocketGauge("memory", "node_sockstat_FRAG6_memory", "Bytes that IPv6 fragments take."),
      ]
    ),
  ]

  private init(
    _ key: StaticString, _ family: String, _ help: String, isInPages: Bool = false
  ) {
    self.key = key
    self.family = family
    self.help = help
    self.isInPages = isInPages
  }
}
