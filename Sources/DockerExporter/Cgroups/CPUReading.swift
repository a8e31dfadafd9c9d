import Shared

/// What a container has used of the processors since its control group was made, in seconds.
struct CPUReading: Sendable, Equatable {
  var total: Double?
  var user: Double?
  var system: Double?
  /// By the processor's number; `nil` where the kernel does not tell, as the second version does not.
  var perCPU: [Double]?

  /// Periods of the quota; `nil` where quotas are not counted.
  var periods: UInt64?
  var throttledPeriods: UInt64?
  var throttled: Double?
  var burstPeriods: UInt64?
  var burst: Double?
}

/// Where a ``CPUReading`` comes from: `cpu.stat` of the second version, or `cpuacct.usage`,
/// `cpuacct.stat` and `cpu.stat` of the first.
struct CPUFiles: Sendable {
  private let total: KernelFile?
  private let times: KernelFile?
  private let perCPU: KernelFile?
  private let quota: KernelFile?
  private let unified: KernelFile?

  init(_ folders: CgroupFolders, _ budget: DescriptorBudget) {
    let isUnified = folders.accounting?.isUnified ?? false
    unified = isUnified ? folders.accounting?.file("cpu.stat", budget) : nil
    total = isUnified ? nil : folders.accounting?.file("cpuacct.usage", budget)
    times = isUnified ? nil : folders.accounting?.file("cpuacct.stat", budget)
    perCPU = isUnified ? nil : folders.accounting?.file("cpuacct.usage_percpu", budget)
    quota = folders.cpu?.isUnified == false ? folders.cpu?.file("cpu.stat", budget) : nil
  }

  /// - Parameter hasPerCPU: Whether each processor by itself is asked for.
  func read(perCPU hasPerCPU: Bool) throws -> CPUReading {
    var reading = CPUReading()
    reading.total = try total?.count().seconds(of: 1e9)
    try times?.readFields { name, ticks in
      // USER_HZ, which is 100 on every architecture of ours.
      if name.equals("user") { reading.user = ticks.seconds(of: 100) }
      if name.equals("system") { reading.system = ticks.seconds(of: 100) }
    }
    try quota?.readFields { Self.read($0, $1, into: &reading) }
    try unified?.readFields { Self.read($0, $1, into: &reading) }
    if hasPerCPU, let perCPU { reading.perCPU = try Self.readPerCPU(perCPU) }
    return reading
  }

  private static func read(
    _ name: borrowing TextCursor, _ value: UInt64, into reading: inout CPUReading
  ) {
    if name.equals("usage_usec") { reading.total = value.seconds(of: 1e6) }
    if name.equals("user_usec") { reading.user = value.seconds(of: 1e6) }
    if name.equals("system_usec") { reading.system = value.seconds(of: 1e6) }
    if name.equals("nr_periods") { reading.periods = value }
    if name.equals("nr_throttled") { reading.throttledPeriods = value }
    if name.equals("throttled_usec") { reading.throttled = value.seconds(of: 1e6) }
    if name.equals("throttled_time") { reading.throttled = value.seconds(of: 1e9) }
    if name.equals("nr_bursts") { reading.burstPeriods = value }
    if name.equals("burst_usec") { reading.burst = value.seconds(of: 1e6) }
    if name.equals("burst_time") { reading.burst = value.seconds(of: 1e9) }
  }

  private static func readPerCPU(_ source: KernelFile) throws -> [Double] {
    let file = try source.read()
    return try source.parsing {
      var text = TextCursor(file.span)
      guard var line = text.nextLine() else { return [] }
      var times: [Double] = []
      line.skipBlanks()
      while !line.isAtEnd {
        times.append(try line.integer().seconds(of: 1e9))
        line.skipBlanks()
      }
      return times
    }
  }
}

extension UInt64 {
  /// A number of ticks, of which a second has `rate`.
  fileprivate func seconds(of rate: Double) -> Double { Double(self) / rate }
}
