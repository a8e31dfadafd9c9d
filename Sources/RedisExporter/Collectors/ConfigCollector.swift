import Shared

/// How the server is configured: the parameters that limits are computed from, and on request all.
struct ConfigCollector: RedisCollector {
  let name = "config"
  private let includesAll: Bool
  private let isRedacted: Bool
  private let config: ConfigCommand

  init(
    includeConfigMetrics: Bool = false, redact: Bool = true,
    config: ConfigCommand = ConfigCommand()
  ) {
    includesAll = includeConfigMetrics
    isRedacted = redact
    self.config = config
  }

  private static let numbers: [(key: String, header: FamilyHeader)] = [
    (
      "maxclients",
      FamilyHeader("redis_config_maxclients", .gauge, "How many clients are allowed at once.")
    ),
    (
      "maxmemory",
      FamilyHeader("redis_config_maxmemory", .gauge, "The limit of memory in bytes, 0 for none.")
    ),
    (
      "io-threads",
      FamilyHeader("redis_config_io_threads", .gauge, "Threads for input and output.")
    ),
    (
      "repl-backlog-size",
      FamilyHeader("redis_config_repl_backlog_size", .gauge, "Bytes of the replication backlog.")
    ),
  ]
  private static let outputLimit = "client-output-buffer-limit"

  func commands(for server: ServerInfo) -> [Command] {
    // Sentinels have no such command.
    guard server.mode != .sentinel else { return [] }
    if includesAll { return config.get(["*"]).map { [$0] } ?? [] }
    return config.get(Self.numbers.map(\.key) + [Self.outputLimit], from: server)
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    var parameters: [(key: String, value: Reply)] = []
    for index in 0..<answers.count {
      let reply = try answers.reply(index)
      for place in stride(from: 0, to: reply.count - 1, by: 2) {
        if let key = reply[place].text { parameters.append((key, reply[place + 1])) }
      }
    }
    func value(_ key: String) -> Reply? { parameters.first { $0.key == key }?.value }
    for number in Self.numbers {
      if let value = value(number.key).flatMap({ NumberText($0) }) {
        metrics.single(number.header, value)
      }
    }
    if let text = value(Self.outputLimit)?.text { OutputLimits(text).write(into: &metrics) }
    if includesAll { writeAll(parameters, into: &metrics) }
  }

  private func writeAll(
    _ parameters: [(key: String, value: Reply)], into metrics: inout MetricWriter
  ) {
    let shown = parameters.filter { !isRedacted || !SecretParameters.contains($0.key) }
    metrics.family("redis_config_key_value", .gauge, "A parameter with its value.")
    for (key, value) in shown {
      metrics.sample(1, [Label("key", key.label), Label("value", (value.text ?? "").label)])
    }
    metrics.family("redis_config_value", .gauge, "A parameter that is a number.")
    for (key, value) in shown {
      if let number = NumberText(value.bytes) { metrics.sample(number, [Label("key", key.label)]) }
    }
  }
}

/// Parameters that hold a password.
enum SecretParameters {
  static func contains(_ key: String) -> Bool {
    // `masterauth`, `primaryauth`, `requirepass`, `tls-key-file-pass`, and those of modules.
    key.hasSuffix("auth") || key.hasSuffix("pass") || key.contains("password")
      || key.contains("secret")
  }
}

/// `normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60`: for each class of clients
/// its hard limit, its soft limit, and for how many seconds it may be over the latter.
private struct OutputLimits {
  private let words: [String]

  init(_ text: String) {
    words = text.split(separator: " ").map(String.init)
  }

  func write(into metrics: inout MetricWriter) {
    let starts = Array(stride(from: 0, to: words.count - 3, by: 4))
    metrics.family(
      "redis_config_client_output_buffer_limit_bytes", .gauge,
      "How much output may wait for a client of a class.")
    for start in starts {
      sample(start, 1, "hard", into: &metrics)
      sample(start, 2, "soft", into: &metrics)
    }
    metrics.family(
      "redis_config_client_output_buffer_limit_overcome_seconds", .gauge,
      "How long the output for a client of a class may be over the soft limit.")
    for start in starts { sample(start, 3, "soft", into: &metrics) }
  }

  private func sample(
    _ start: Int, _ offset: Int, _ limit: String, into metrics: inout MetricWriter
  ) {
    guard let value = NumberText(words[start + offset].utf8.span) else { return }
    metrics.sample(value, [Label("class", words[start].label), Label("limit", limit)])
  }
}
