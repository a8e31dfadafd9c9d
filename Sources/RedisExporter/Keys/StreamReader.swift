import Shared

/// Reads streams, their groups and the consumers of these, in two round trips.
struct StreamReader<Session: Conversing> {
  let reader: KeyReader<Session>
  let excludesConsumers: Bool
  /// How many groups a stream, and consumers a group, has series for at most.
  let limit: Int

  /// - Parameter isNamed: Whether the streams were named one by one: another type is then an error,
  ///   and otherwise only no stream.
  func read(
    _ keys: [DatabaseKey], isNamed: Bool, into rows: inout StreamRows, _ seen: inout Set<Labels>,
    _ losses: inout Losses
  ) throws(RedisError) {
    let keys = keys.sorted { $0.database < $1.database }
    let answers = try reader.ask(
      keys.flatMap { [question("STREAM", $0, []), question("GROUPS", $0, [])] })
    var questions: [KeyQuestion] = []
    var askers: [(stream: DatabaseKey, group: [UInt8])] = []
    for (index, key) in keys.enumerated() {
      let database = Label("db", key.databaseLabel)
      let stream = Label("stream", key.name)
      if let reply = take(answers[2 * index], isNamed, &losses) {
        let labels = Labels([database, stream])
        guard seen.insert(labels).inserted else { continue }
        rows.streams.append(StreamRow(labels: labels, reply: reply))
      }
      guard let groups = take(answers[2 * index + 1], isNamed, &losses) else { continue }
      note(groups.count, "groups of a stream", &losses)
      for group in groups.elements.prefix(limit) {
        guard let name = group["name"]?.copy else { continue }
        let labels = Labels([database, stream, Label("group", KeyLabel.of(name))])
        guard seen.insert(labels).inserted else { continue }
        rows.groups.append(StreamRow(labels: labels, reply: group))
        if excludesConsumers { continue }
        questions.append(question("CONSUMERS", key, [name]))
        askers.append((key, name))
      }
    }
    for (asker, answer) in zip(askers, try reader.ask(questions)) {
      guard let consumers = take(answer, isNamed, &losses) else { continue }
      note(consumers.count, "consumers of a group", &losses)
      for consumer in consumers.elements.prefix(limit) {
        guard let name = consumer["name"]?.copy else { continue }
        let labels = Labels([
          Label("db", asker.stream.databaseLabel), Label("stream", asker.stream.name),
          Label("group", KeyLabel.of(asker.group)), Label("consumer", KeyLabel.of(name)),
        ])
        guard seen.insert(labels).inserted else { continue }
        rows.consumers.append(StreamRow(labels: labels, reply: consumer))
      }
    }
  }

  private func question(_ what: String, _ key: DatabaseKey, _ more: [[UInt8]]) -> KeyQuestion {
    KeyQuestion(
      database: key.database,
      command: Command(
        bytes: [Array("XINFO".utf8), Array(what.utf8), key.bytes] + more, name: "XINFO \(what)"),
      key: key.bytes)
  }

  /// A stream that is not there, or gone since it was found, is nothing to complain of.
  private func take(
    _ answer: Result<Reply, RedisError>, _ isNamed: Bool, _ losses: inout Losses
  ) -> Reply? {
    if case .failure(let error) = answer {
      if error.isWrongType, !isNamed { return nil }
      if error.description.contains("no such key") || error.description.contains(": NOGROUP ") {
        return nil
      }
    }
    return losses.take(answer)
  }

  private func note(_ count: Int, _ what: String, _ losses: inout Losses) {
    guard count > limit else { return }
    losses.note(RedisError(.other, "\(count) \(what): only \(limit) become series"))
  }
}
