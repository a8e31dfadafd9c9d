import Shared

/// How many commands Valkey's logs of slow and of large ones hold, since Valkey 8.1.
struct CommandlogCollector: RedisCollector {
  let name = "commandlog"
  private let config: ConfigCommand

  init(config: ConfigCommand = ConfigCommand()) { self.config = config }

  private static let lengths: [(log: String, header: FamilyHeader)] = [
    ("slow", gauge("slow_length", "Commands in the log of slow ones.")),
    ("large-request", gauge("large_request_length", "Commands in the log of large requests.")),
    ("large-reply", gauge("large_reply_length", "Commands in the log of large replies.")),
  ]

  private static let parameters: [(key: String, header: FamilyHeader)] = [
    (
      "commandlog-execution-slower-than",
      gauge("execution_slower_than", "Microseconds from which on a command is logged as slow.")
    ),
    (
      "commandlog-slow-execution-max-len",
      gauge("slow_execution_max_len", "Commands that the log of slow ones can hold.")
    ),
    (
      "commandlog-request-larger-than",
      gauge("request_larger_than", "Bytes from which on a request is logged as large.")
    ),
    (
      "commandlog-large-request-max-len",
      gauge("large_request_max_len", "Commands that the log of large requests can hold.")
    ),
    (
      "commandlog-reply-larger-than",
      gauge("reply_larger_than", "Bytes from which on a reply is logged as large.")
    ),
    (
      "commandlog-large-reply-max-len",
      gauge("large_reply_max_len", "Commands that the log of large replies can hold.")
    ),
  ]

  private static func gauge(_ name: String, _ help: String) -> FamilyHeader {
    FamilyHeader("redis_commandlog_\(name)", .gauge, help)
  }

  func commands(for server: ServerInfo) -> [Command] {
    guard let version = server.valkeyVersion, version >= "8.1.0", server.mode != .sentinel else {
      return []
    }
    let lengths = Self.lengths.map { Command("COMMANDLOG", "LEN", $0.log) }
    return lengths + (config.get(["commandlog-*"]).map { [$0] } ?? [])
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    guard answers.count >= Self.lengths.count else { return }
    for (index, log) in Self.lengths.enumerated() {
      if let length = NumberText(try answers.reply(index)) { metrics.single(log.header, length) }
    }
    guard answers.count > Self.lengths.count else { return }
    let reply: Reply
    do { reply = try answers.reply(Self.lengths.count) } catch { throw Partial(error) }
    for parameter in Self.parameters {
      if let value = reply[parameter.key].flatMap({ NumberText($0) }) {
        metrics.single(parameter.header, value)
      }
    }
  }
}
