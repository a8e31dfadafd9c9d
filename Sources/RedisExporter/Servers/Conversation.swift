import Shared

/// The commands of one reading in one pipeline, and what becomes of their replies.
///
/// `INFO ALL` goes first: all collectors read it, and what they write waits for no other reply.
struct Conversation {
  private let collectors: [any RedisCollector]
  private let own: [[Command]]
  let commands: [Command]
  private let asked: ServerInfo
  /// What the server is, as it says now.
  private(set) var server: ServerInfo
  private var info: InfoReply?
  private var labels = Labels.none
  private var next = 0
  private var pending: [Reply] = []
  private var lap = ContinuousClock.now

  init(_ collectors: [any RedisCollector], _ server: ServerInfo) {
    self.collectors = collectors
    self.server = server
    asked = server
    own = collectors.map { $0.commands(for: server) }
    commands = [Self.info] + own.flatMap { $0 }
  }

  private static let info = Command("INFO", "ALL")

  /// Takes the next reply, in the order of the commands.
  ///
  /// - Parameters:
  ///   - up: Is told that the server answered, and says what samples are labelled with.
  ///   - piece: Is handed what a collector wrote.
  mutating func take(
    _ reply: Reply, up: (InfoReply) -> Labels, piece: (Int, Piece) -> Void
  ) throws(RedisError) {
    if info == nil {
      if let words = reply.errorText { throw RedisError(refusing: "INFO", words) }
      guard reply.kind == .string else {
        throw RedisError(.protocol, "INFO: the reply is not the text that it should be")
      }
      let info = InfoReply(reply.copy)
      // Whoever answers with some text is not yet a server.
      guard info.namesVersion else {
        throw RedisError(.protocol, "INFO: the reply names no version of a server")
      }
      self.info = info
      server = ServerInfo(info)
      labels = up(info)
      lap = .now
      // Those who asked nothing are ready; the others knew the server as it was.
      for (index, commands) in own.enumerated() where commands.isEmpty {
        piece(index, write(index, Answers(info, server)))
      }
    } else {
      pending.append(reply)
    }
    guard let info else { return }
    while next < own.count, own[next].isEmpty { next += 1 }
    guard next < own.count, pending.count == own[next].count else { return }
    piece(next, write(next, Answers(info, server, asked: asked, own[next], pending)))
    pending.removeAll(keepingCapacity: true)
    next += 1
  }

  private mutating func write(_ index: Int, _ answers: Answers) -> Piece {
    var metrics = MetricWriter(labels: labels)
    var outcome = CollectorOutcome.wrote
    do {
      try collectors[index].write(answers, into: &metrics)
    } catch {
      if !(error is Partial) { metrics.removeAll() }
      outcome = CollectorOutcome(error)
    }
    defer { lap = .now }
    return Piece(written: metrics.finish(), outcome: outcome, duration: lap.duration(to: .now))
  }
}
