import Shared

/// The kernel's random number generator, from `/proc/sys/kernel/random`.
struct EntropyCollector: Collector {
  let name = "entropy"
  private let available: KernelFile
  private let poolSize: KernelFile

  init(_ host: HostPaths) {
    available = host.proc.file("sys/kernel/random/entropy_avail")
    poolSize = host.proc.file("sys/kernel/random/poolsize")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let bits = try available.readOrAbsent()
    try available.parsing {
      var available = TextCursor(bits.span)
      metrics.gauge(
        "node_entropy_available_bits", "Bits of entropy that are available.",
        try available.integer())
    }
    let size = try poolSize.readOrAbsent()
    try poolSize.parsing {
      var poolSize = TextCursor(size.span)
      metrics.gauge(
        "node_entropy_pool_size_bits", "Bits of entropy that the pool holds when full.",
        try poolSize.integer())
    }
  }
}
