import Shared

/// Whatever the server says of itself in `INFO` that is one number, and what it is.
struct InfoCollector: RedisCollector {
  let name = "info"
  /// Whether the whole machine's memory is told too.
  private let includesSystemMetrics: Bool
  private let fields = InfoFields.general

  init(includeSystemMetrics: Bool = false) { includesSystemMetrics = includeSystemMetrics }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    let info = answers.info
    var threads: [InfoReply.Line] = []
    for line in info.lines {
      let key = info.key(of: line)
      if let field = fields[key] {
        if field.key == "total_system_memory", !includesSystemMetrics { continue }
        field.write(info.value(of: line), into: &metrics)
      } else if key.starts(with: "used_active_time_io_thread_") {
        threads.append(line)
      }
    }
    write(threads: threads, of: info, into: &metrics)
    if let start = StartTime.seconds(info) { metrics.single(StartTime.header, start) }
    if !info.lines.isEmpty { InstanceInfo.write(info, into: &metrics) }
  }

  private static let threadTime = FamilyHeader(
    "redis_active_time_io_thread_seconds_total", .counter,
    "Time that a thread for input and output was busy.")

  private func write(
    threads lines: [InfoReply.Line], of info: InfoReply, into metrics: inout MetricWriter
  ) {
    guard !lines.isEmpty else { return }
    var labels = LabelTable(["thread"], rows: lines.count)
    for line in lines {
      let key = info.key(of: line)
      labels.append(key.extracting(droppingFirst: "used_active_time_io_thread_".utf8.count).label)
    }
    metrics.samples(Self.threadTime, labels) { NumberText(info.value(of: lines[$0])) }
  }
}

/// When the server started.
enum StartTime {
  static let header = FamilyHeader(
    "redis_start_time_seconds", .gauge, "When the server started, in seconds since 1970.")

  /// Both of the server's times are whole seconds of one moment, so that their difference does not
  /// change; a server that does not tell the time is believed to have ours.
  static func seconds(_ info: InfoReply) -> Int? {
    guard let uptime = info["uptime_in_seconds"].flatMap({ Int($0) }) else { return nil }
    return now(info) - uptime
  }

  /// The server's time in seconds since 1970.
  static func now(_ info: InfoReply) -> Int {
    info["server_time_usec"].flatMap { Int($0) }.map { $0 / 1_000_000 } ?? WallClock.now.seconds
  }
}

/// What the server is, as labels.
private enum InstanceInfo {
  private static let keys = [
    "role", "redis_version", "redis_build_id", "redis_mode", "os", "maxmemory_policy", "tcp_port",
    "run_id", "process_id", "master_replid",
  ]
  private static let optional = ["valkey_version", "valkey_release_stage"]

  static func write(_ info: InfoReply, into metrics: inout MetricWriter) {
    var pairs = keys.map { (name: $0, value: (info[$0] ?? "").label) }
    if info["redis_mode"] == nil, let mode = info["server_mode"] { pairs[3].value = mode.label }
    for key in optional {
      if let value = info[key] { pairs.append((key, value.label)) }
    }
    metrics.family("redis_instance_info", .gauge, "What the server is.")
    metrics.sample(1, Labels(pairs: pairs))
  }
}
