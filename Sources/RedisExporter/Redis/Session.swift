import Shared

/// A connection that we are logged in on: commands go out in one pipeline, and replies come in their
/// order.
///
/// One thread at a time uses it. Once something was late or is out of step it is of no further use.
final class Session: Conversing {
  private let link: Link
  private let reader: ReplyReader
  private let place: String
  private let figures: ServerFigures
  /// Whether something was late or out of step, and it is of no further use.
  private(set) var isBroken = false

  /// The most that is kept of one reply; a step through a million keys has twenty megabytes.
  private static let longestReply = 32 << 20
  /// The longest text, which hiredis has twice for a moment; `INFO ALL` has some kilobytes, `CLIENT
  /// LIST` of ten thousand clients some megabytes. One of a hundred thousand is left out.
  private static let longestText = 16 << 20

  init(_ link: Link, place: String, _ figures: ServerFigures) throws(RedisError) {
    self.link = link
    self.place = place
    self.figures = figures
    reader = try ReplyReader(limit: Self.longestReply, longestText: Self.longestText)
  }

  /// The most that is kept of the replies to one pipeline.
  private static let longestRun = 64 << 20
  private var kept = 0

  /// Whether it can be used again, as far as can be seen without asking.
  var isUsable: Bool { !isBroken && link.isQuiet }

  func abandon() { isBroken = true }

  /// Sends all commands at once and hands over each reply as it comes.
  ///
  /// - Throws: When the session is of no further use.
  func run(
    _ commands: [Command], by deadline: Deadline,
    each: (_ index: Int, _ reply: Reply) throws(RedisError) -> Void
  ) throws(RedisError) {
    guard !commands.isEmpty else { return }
    figures.note { counts in
      counts.commands += UInt64(commands.count)
      counts.roundTrips += 1
    }
    kept = 0
    reader.begin()
    do throws(RedisError) {
      let unsent = try send(commands, by: deadline)
      for index in commands.indices { try each(index, try receive(by: deadline)) }
      if let unsent { throw unsent }
      // It would be taken for the reply to the next command.
      guard reader.isEmpty else {
        throw RedisError(.protocol, "read from \(place): more replies than commands")
      }
    } catch {
      isBroken = true
      throw error
    }
  }

  /// Sends all commands at once and returns their replies.
  func ask(_ commands: [Command], by deadline: Deadline) throws(RedisError) -> [Reply] {
    var replies: [Reply] = []
    replies.reserveCapacity(commands.count)
    try run(commands, by: deadline) { _, reply in replies.append(reply) }
    return replies
  }

  /// - Returns: That the server hung up, which is not the end: what it said before tells why.
  private func send(
    _ commands: [Command], by deadline: Deadline
  ) throws(RedisError) -> RedisError? {
    do throws(RedisError) {
      try link.send(commands.flatMap(\.bytes), by: deadline)
      return nil
    } catch {
      guard error.reason == .refused else { throw error }
      return error
    }
  }

  private func receive(by deadline: Deadline) throws(RedisError) -> Reply {
    while true {
      if let reply = try reader.next() { return reply }
      // Who sends without a pause is never waited for.
      guard !deadline.hasPassed else {
        throw RedisError(.timeout, "read from \(place): the answer did not end in time")
      }
      try receiveMore(by: deadline)
    }
  }

  private func receiveMore(by deadline: Deadline) throws(RedisError) {
    try unsafe withUnsafeTemporaryAllocation(byteCount: 16384, alignment: 1) {
      buffer throws(RedisError) in
      let count = try unsafe link.receive(into: buffer, by: deadline)
      kept += try unsafe reader.feed(Span(_unsafeBytes: buffer[..<count]))
      guard kept <= Self.longestRun else {
        throw RedisError(
          .protocol, "read from \(place): replies of more than \(Self.longestRun >> 20) MiB")
      }
    }
  }
}
