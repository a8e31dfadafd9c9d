import Shared

/// Bytes that wait in the queues of UDP sockets, from `/proc/net/udp` and `udp6`.
struct UDPQueuesCollector: Collector {
  let name = "udp_queues"
  private let sources: [Source]

  private struct Source {
    let file: KernelFile
    let receive: Labels
    let transmit: Labels

    init(_ file: KernelFile, ip: String) {
      self.file = file
      receive = Labels([Label("ip", ip), Label("queue", "rx")])
      transmit = Labels([Label("ip", ip), Label("queue", "tx")])
    }
  }

  init(_ host: HostPaths) {
    sources = [
      Source(host.proc.file("net/udp"), ip: "v4"), Source(host.proc.file("net/udp6"), ip: "v6"),
    ]
  }

  func collect(into metrics: inout MetricWriter) throws {
    metrics.family("node_udp_queues", .gauge, "Bytes in the queues of UDP sockets.")
    var absent: Absent?
    var found = false
    for source in sources {
      do {
        let file = try source.file.readOrAbsent()
        let queues = try source.file.parsing { try UDPQueues(file.span) }
        metrics.sample(queues.received, source.receive)
        metrics.sample(queues.toTransmit, source.transmit)
        found = true
      } catch let error as Absent {
        // A kernel without this version of IP.
        absent = error
      }
    }
    if let absent, !found { throw absent }
  }
}

/// The queues of all sockets of one version of IP, in bytes.
struct UDPQueues: Equatable {
  var received: UInt64 = 0
  var toTransmit: UInt64 = 0

  /// Reads a title and lines whose fifth field is `tx_queue:rx_queue` in hexadecimal.
  init(_ file: Span<UInt8>) throws(ParseError) {
    var lines = TextCursor(file)
    _ = lines.nextLine()
    while var line = lines.nextLine() {
      line.skipBlanks()
      if line.isAtEnd { continue }
      line.skip(fields: 4)
      var queues = line.slice()
      var transmit = queues.slice(upTo: ":")
      toTransmit &+= try transmit.hexadecimal()
      received &+= try queues.hexadecimal()
    }
  }
}
