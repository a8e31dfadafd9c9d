import Shared

extension KeyReader {
  /// A question on its way to the node that has its key.
  private struct Errand {
    let index: Int
    /// `nil` for the server itself.
    var place: RedisAddress.Place?
    /// Whether the node has the key's slot only half, and would send us back without the word.
    var isAsking = false
  }

  /// How often a question is sent on: while a slot moves, nodes may send it to each other.
  private static var mostHops: Int { 5 }

  /// Asks each question of the node that has its key, in one pipeline for each node; a node that does
  /// not answer costs the questions that lead to it.
  func follow(
    _ questions: [KeyQuestion], _ nodes: NodeSessions
  ) throws(RedisError) -> [Answer] {
    var answers = [Answer?](repeating: nil, count: questions.count)
    var errands = questions.indices.map { index in
      Errand(index: index, place: questions[index].key.flatMap { nodes.place(of: $0) })
    }
    for _ in 0..<Self.mostHops where !errands.isEmpty {
      var rest: [Errand] = []
      let (own, others) = errands.divided { $0.place == nil }
      let asked = try askServer(own.map { questions[$0.index] })
      for (errand, answer) in zip(own, asked) {
        settle(errand, answer, questions, nodes, &answers, &rest)
      }
      // In an order that stays, so that what is told of a failure does, too.
      let groups = Dictionary(grouping: others) { $0.place }.compactMap { place, errands in
        place.map { (place: $0, errands: errands) }
      }.sorted { "\($0.place)" < "\($1.place)" }
      for (index, group) in groups.enumerated() {
        let left = groups.count - index - 1
        let found = ask(group.place, group.errands, questions, nodes, before: left)
        for (errand, answer) in zip(group.errands, found) {
          settle(errand, answer, questions, nodes, &answers, &rest)
        }
      }
      errands = rest
    }
    let lost = RedisError(.other, "a key: nodes send it on more than \(Self.mostHops) times")
    return answers.map { $0 ?? .failure(lost) }
  }

  private func ask(
    _ place: RedisAddress.Place, _ errands: [Errand], _ questions: [KeyQuestion],
    _ nodes: NodeSessions, before others: Int
  ) -> [Answer] {
    var commands: [Command] = []
    for errand in errands {
      if errand.isAsking { commands.append(Command("ASKING")) }
      commands.append(questions[errand.index].command)
    }
    do throws(RedisError) {
      var replies = try nodes.ask(place, commands, before: others, by: deadline)[...]
      return errands.map { errand in
        if errand.isAsking { replies.removeFirst() }
        return Self.answer(to: questions[errand.index].command, replies.removeFirst())
      }
    } catch {
      // The key may be elsewhere by now: the server knows.
      for errand in errands {
        if let key = questions[errand.index].key { nodes.learn(key, at: nil) }
      }
      return errands.map { _ in .failure(error) }
    }
  }

  /// Takes an answer, or sends its question on.
  private func settle(
    _ errand: Errand, _ answer: Answer, _ questions: [KeyQuestion], _ nodes: NodeSessions,
    _ answers: inout [Answer?], _ rest: inout [Errand]
  ) {
    guard case .failure(let error) = answer, let redirection = error.redirection,
      let key = questions[errand.index].key
    else {
      answers[errand.index] = answer
      return
    }
    var next = errand
    next.place = redirection.place(from: errand.place ?? nodes.home)
    next.isAsking = redirection.kind == .ask
    if redirection.kind == .moved {
      // Another node's word for it that a key has moved may lead back to the server by another name.
      if errand.place != nil { next.place = nil }
      nodes.learn(key, at: next.place)
    }
    rest.append(next)
  }
}

extension Array {
  /// The elements of which it holds, and the others.
  fileprivate func divided(_ belongs: (Element) -> Bool) -> (own: [Element], others: [Element]) {
    (filter(belongs), filter { !belongs($0) })
  }
}
