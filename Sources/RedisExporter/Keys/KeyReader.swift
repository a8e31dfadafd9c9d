import Shared

/// Sends commands in one pipeline and returns the replies, in order, by the deadline.
///
/// An error reply is a reply of kind `.error`; what is thrown means that the connection is of no
/// more use.
protocol Conversing {
  func ask(_ commands: [Command], by deadline: Deadline) throws(RedisError) -> [Reply]

  /// Says that the connection is not as its next user expects it.
  func abandon()
}

/// A command for one of a server's databases.
struct KeyQuestion {
  let database: Int
  let command: Command
  /// The key whose node is meant, where a cluster's keys are followed; `nil` for the server itself.
  var key: [UInt8]?
}

/// Asks commands of several databases over a connection that stays in the one it was in.
struct KeyReader<Session: Conversing> {
  typealias Answer = Result<Reply, RedisError>

  let session: Session
  /// The database that the session expects to be in, and finds itself in after each pipeline.
  let home: Int
  /// The scrape's own: who waits for less time asks for less.
  let deadline: Deadline
  /// Where keys of other nodes are followed to; `nil` where they are not.
  var nodes: NodeSessions?

  /// Asks in one pipeline, and in one more for each node that a key leads to; what is refused is a
  /// failure in its place.
  func ask(_ questions: [KeyQuestion]) throws(RedisError) -> [Answer] {
    if let nodes { return try follow(questions, nodes) }
    return try askServer(questions)
  }

  /// Asks the server itself.
  func askServer(_ questions: [KeyQuestion]) throws(RedisError) -> [Answer] {
    if questions.isEmpty { return [] }
    var commands: [Command] = []
    commands.reserveCapacity(questions.count + 2)
    var current = home
    for question in questions {
      if question.database != current {
        commands.append(Self.select(question.database))
        current = question.database
      }
      commands.append(question.command)
    }
    if current != home { commands.append(Self.select(home)) }
    let replies = try session.ask(commands, by: deadline)
    guard replies.count == commands.count else {
      throw RedisError(.protocol, "\(replies.count) replies to \(commands.count) commands")
    }
    return try answers(to: questions, replies)
  }

  private func answers(
    to questions: [KeyQuestion], _ replies: [Reply]
  ) throws(RedisError) -> [Answer] {
    var answers: [Answer] = []
    answers.reserveCapacity(questions.count)
    var next = 0
    var current = home
    // What follows a refused SELECT was answered by another database.
    var refusal: RedisError?
    for question in questions {
      if question.database != current {
        refusal = Self.refusal(of: Self.select(question.database), replies[next])
        current = question.database
        next += 1
      }
      let reply = replies[next]
      next += 1
      answers.append(refusal.map { .failure($0) } ?? Self.answer(to: question.command, reply))
    }
    if current != home, let error = Self.refusal(of: Self.select(home), replies[next]) {
      // What comes next would be asked of another database.
      session.abandon()
      throw error
    }
    return answers
  }

  private static func select(_ database: Int) -> Command { Command("SELECT", "\(database)") }

  static func answer(to command: Command, _ reply: Reply) -> Answer {
    refusal(of: command, reply).map { .failure($0) } ?? .success(reply)
  }

  private static func refusal(of command: Command, _ reply: Reply) -> RedisError? {
    reply.errorText.map { RedisError(refusing: command.name, $0) }
  }
}

extension RedisError {
  /// Whether the key is another node's, whose own scrape measures it.
  var isElsewhere: Bool { redirection != nil }

  /// Whether a key is of another type than the command is for.
  var isWrongType: Bool { description.contains(": WRONGTYPE ") }
}

extension Reply {
  /// A copy of ``bytes``.
  var copy: [UInt8] {
    let bytes = bytes
    return Array(capacity: bytes.count) { output in
      for index in bytes.indices { output.append(bytes[index]) }
    }
  }
}
