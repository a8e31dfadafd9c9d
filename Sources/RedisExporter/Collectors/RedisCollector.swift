import Shared

/// Some of a server's metrics: the commands that read them, and how the replies become families.
///
/// It does not talk to the server itself: the commands of all collectors go out together, behind an
/// `INFO ALL` that all of them can read, and each collector is handed the replies to its own.
protocol RedisCollector: Sendable {
  /// The value of the `collector` label on the scrape's own metrics.
  var name: String { get }

  /// What to ask, given what the server said of itself the last time; nothing, where `INFO` is
  /// enough or the server has nothing to tell.
  func commands(for server: ServerInfo) -> [Command]

  /// Writes the metric families. What it throws makes it fail; what it had written is then
  /// withdrawn, unless it throws `Partial`.
  func write(_ answers: Answers, into metrics: inout MetricWriter) throws
}

extension RedisCollector {
  func commands(for server: ServerInfo) -> [Command] { [] }
}

/// What a scrape brought for one collector.
struct Answers {
  /// The reply to `INFO ALL` of this scrape.
  let info: InfoReply
  /// What the server says that it is in this scrape.
  let server: ServerInfo
  /// What it was taken for when the commands were chosen.
  let asked: ServerInfo
  private let commands: [Command]
  private let replies: [Reply]

  init(
    _ info: InfoReply, _ server: ServerInfo, asked: ServerInfo? = nil, _ commands: [Command] = [],
    _ replies: [Reply] = []
  ) {
    self.info = info
    self.server = server
    self.asked = asked ?? server
    self.commands = commands
    self.replies = replies
  }

  /// How many commands were asked.
  var count: Int { replies.count }

  /// The reply to a command.
  ///
  /// - Throws: `Absent` when the server does not know it, and ``RedisError`` when it refuses.
  func reply(_ index: Int = 0) throws -> Reply {
    let reply = replies[index]
    guard let words = reply.errorText else { return reply }
    let error = RedisError(refusing: commands[index].name, words)
    if error.isUnsupported { throw Absent(error.description) }
    throw error
  }
}
