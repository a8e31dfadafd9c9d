import Shared

/// In which states the TCP connections of containers are. Off by default: the kernel lists each one.
struct TCPCollector: Collector {
  let name = "tcp"
  private let containers: ObservedContainers

  init(_ containers: ObservedContainers) {
    self.containers = containers
  }

  func collect(into metrics: inout MetricWriter) throws {
    var losses = Losses()
    for (name, table, version) in [
      ("container_network_tcp_usage_total", "tcp", "IPv4"),
      ("container_network_tcp6_usage_total", "tcp6", "IPv6"),
    ] {
      let states = containers.readings { observed, life in
        observed.container.hasOwnNetwork ? try SocketStates.read(table, of: life.process) : nil
      }
      metrics.family(name, .gauge, "Connections over \(version) in a state.")
      for (observed, reading) in states.rows {
        for (state, count) in zip(SocketStates.names, reading.counts) {
          metrics.sample(count, observed.labels.adding(Label("tcp_state", state)))
        }
      }
      losses.noting { try states.losses.report() }
    }
    try losses.report()
  }
}
