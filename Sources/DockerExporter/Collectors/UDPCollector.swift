import Shared

/// What the UDP sockets of containers have queued and dropped. Off by default: the kernel lists each
/// one.
struct UDPCollector: Collector {
  let name = "udp"
  private let containers: ObservedContainers

  init(_ containers: ObservedContainers) {
    self.containers = containers
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    for (name, table, version) in [
      ("container_network_udp_usage_total", "udp", "IPv4"),
      ("container_network_udp6_usage_total", "udp6", "IPv6"),
    ] {
      let states = containers.readings { observed, life in
        observed.container.hasOwnNetwork ? try SocketStates.read(table, of: life.process) : nil
      }
      metrics.family(
        name, .gauge,
        "Sockets over \(version) (listen), packets dropped, and bytes queued (rxqueued, txqueued).")
      for (observed, reading) in states.rows {
        for (state, value) in [
          ("dropped", reading.dropped), ("listen", reading.total),
          ("rxqueued", reading.queuedToRead), ("txqueued", reading.queuedToSend),
        ] {
          metrics.sample(value, observed.labels.adding(Label("udp_state", state)))
        }
      }
      losses.noting { try states.losses.report() }
    }
    try losses.report()
  }
}
