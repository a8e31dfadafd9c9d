import Shared

/// Traffic of the networks of containers, from `/proc/PID/net/dev` of their main processes.
///
/// Containers on the host's network are left out, whose traffic would be everybody's, and those in
/// the network of another container, whose traffic that one has already.
struct NetworkCollector: Collector {
  let name = "network"
  private let containers: ObservedContainers

  init(_ containers: ObservedContainers) {
    self.containers = containers
  }

  private struct Row {
    let reading: InterfaceReading
    let labels: Labels
  }

  func collect(into metrics: inout MetricWriter) throws {
    let (tables, losses) = containers.readings { observed, life in
      observed.container.hasOwnNetwork ? try InterfaceReading.all(of: life.process) : nil
    }
    let rows = tables.flatMap { observed, readings in
      readings.map {
        Row(reading: $0, labels: observed.labels.adding(Label("interface", $0.name)))
      }
    }
    for family in Self.families {
      metrics.family(family.name, family.kind, family.help)
      for row in rows {
        if let value = family.value(row.reading) { metrics.sample(value, row.labels) }
      }
    }
    try losses.report()
  }

  private static let families: [UsageFamily<InterfaceReading>] = [
    .counter("container_network_receive_bytes_total", "Bytes received.") { $0.received.bytes },
    .counter("container_network_receive_packets_total", "Packets received.") {
      $0.received.packets
    },
    .counter(
      "container_network_receive_packets_dropped_total", "Packets received and dropped."
    ) { $0.received.dropped },
    .counter("container_network_receive_errors_total", "Errors while receiving.") {
      $0.received.errors
    },
    .counter("container_network_transmit_bytes_total", "Bytes sent.") {
      $0.transmitted.bytes
    },
    .counter("container_network_transmit_packets_total", "Packets sent.") {
      $0.transmitted.packets
    },
    .counter(
      "container_network_transmit_packets_dropped_total", "Packets dropped instead of sent."
    ) { $0.transmitted.dropped },
    .counter("container_network_transmit_errors_total", "Errors while sending.") {
      $0.transmitted.errors
    },
  ]
}

extension Container.Description {
  /// Whether the network that it uses is its own and nobody else's.
  var hasOwnNetwork: Bool { !usesHostNetwork && !sharesNetwork }
}
