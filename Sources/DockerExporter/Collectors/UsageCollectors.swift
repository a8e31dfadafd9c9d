import Shared

/// The collectors of what containers use.
enum UsageCollectors {
  /// What they are made from.
  struct Context: Sendable {
    let ledger: ContainerLedger
    let containers: ObservedContainers
    let host: HostPaths
    /// Whether each processor is served by itself.
    let hasPerCPU: Bool

    init(
      _ ledger: ContainerLedger, _ host: HostPaths, labels: ContainerLabels = ContainerLabels(),
      perCPU: Bool = false,
      choose: @escaping @Sendable ([String: Container]) -> [Container] = { Array($0.values) }
    ) {
      self.ledger = ledger
      self.host = host
      containers = ObservedContainers(ledger, host, labels: labels, choose: choose)
      hasPerCPU = perCPU
    }
  }

  static let all: [CollectorEntry<Context, any Collector>] = [
    .on("blkio", "Reads and writes of block devices.") { BlockIOCollector($0.containers, $0.host) },
    .on("cpu", "Processor time, and its throttling.") {
      CPUCollector($0.containers, perCPU: $0.hasPerCPU)
    },
    .off("descriptors", "Open files and sockets; it looks at every process.") {
      DescriptorsCollector($0.containers, $0.host)
    },
    .on("machine", "Processors and memory of the machine.") { MachineCollector($0.host) },
    .on("memory", "Memory, its cache and its failures.") { MemoryCollector($0.containers) },
    .on("network", "Traffic of the containers' networks.") { NetworkCollector($0.containers) },
    .on("oom", "How often memory ran out.") { OOMCollector($0.ledger, $0.containers) },
    .on("pressure", "Time spent waiting for processors, memory and I/O.") {
      PressureCollector($0.containers)
    },
    .on("processes", "Processes and threads.") { ProcessesCollector($0.containers) },
    .on("spec", "When containers were started, and their limits.") {
      SpecCollector($0.containers)
    },
    .off("tcp", "States of TCP connections; the kernel lists each one.") {
      TCPCollector($0.containers)
    },
    .off("udp", "Queues of UDP sockets; the kernel lists each one.") {
      UDPCollector($0.containers)
    },
  ]
}
