import Shared

/// How each CPU handled received packets, from `/proc/net/softnet_stat`.
struct SoftnetCollector: Collector {
  let name = "softnet"
  private let softnet: KernelFile

  init(_ host: HostPaths) {
    softnet = host.proc.file("net/softnet_stat")
  }

  func collect(into metrics: inout MetricWriter) throws {
    let file = try softnet.read()
    let cpus = try softnet.parsing {
      var lines = TextCursor(file.span)
      var cpus: [SoftnetRow] = []
      while var line = lines.nextLine() {
        cpus.append(try SoftnetRow(&line, position: cpus.count))
      }
      return cpus
    }

    metrics.family("node_softnet_processed_total", .counter, "Packets processed.")
    for cpu in cpus { metrics.sample(cpu.processed, cpu.labels) }
    metrics.family(
      "node_softnet_dropped_total", .counter, "Packets dropped because the backlog was full.")
    for cpu in cpus { metrics.sample(cpu.dropped, cpu.labels) }
    metrics.family(
      "node_softnet_times_squeezed_total", .counter,
      "Times that processing stopped at its limit with packets left.")
    for cpu in cpus { metrics.sample(cpu.timesSqueezed, cpu.labels) }
    metrics.family(
      "node_softnet_cpu_collision_total", .counter,
      "Times that another CPU held the device's lock when sending.")
    for cpu in cpus { cpu.collisions.map { metrics.sample($0, cpu.labels) } }
    metrics.family(
      "node_softnet_received_rps_total", .counter,
      "Times that another CPU woke this one to process packets.")
    for cpu in cpus { cpu.receivedRPS.map { metrics.sample($0, cpu.labels) } }
    metrics.family(
      "node_softnet_flow_limit_count_total", .counter,
      "Packets dropped because their flow filled the backlog.")
    for cpu in cpus { cpu.flowLimited.map { metrics.sample($0, cpu.labels) } }
    metrics.family("node_softnet_backlog_len", .gauge, "Packets in the backlog.")
    for cpu in cpus { cpu.backlog.map { metrics.sample($0, cpu.labels) } }
  }
}

/// One line of `/proc/net/softnet_stat`: hexadecimal columns, more of them with each age of
/// kernels. What a kernel does not print stays `nil`.
private struct SoftnetRow {
  let labels: Labels
  let processed: UInt64
  let dropped: UInt64
  let timesSqueezed: UInt64
  let collisions: UInt64?
  let receivedRPS: UInt64?
  let flowLimited: UInt64?
  let backlog: UInt64?

  /// - Parameter position: The line's number, which stands for the CPU's on kernels that do not
  ///   print it. They skip the CPUs that are offline.
  init(_ line: inout TextCursor, position: Int) throws(ParseError) {
    processed = try line.hexadecimal()
    dropped = try line.hexadecimal()
    timesSqueezed = try line.hexadecimal()
    line.skip(fields: 5)
    collisions = try line.nextHexadecimal()
    receivedRPS = try line.nextHexadecimal()
    flowLimited = try line.nextHexadecimal()
    backlog = try line.nextHexadecimal()
    let cpu = try line.nextHexadecimal() ?? UInt64(position)
    labels = Labels([Label("cpu", String(cpu))])
  }
}

extension TextCursor {
  /// The next column, or `nil` at the end of the line.
  fileprivate mutating func nextHexadecimal() throws(ParseError) -> UInt64? {
    skipBlanks()
    return isAtEnd ? nil : try hexadecimal()
  }
}
