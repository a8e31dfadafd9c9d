/// Whose turn it is to use what only one at a time can use, such as a connection.
///
/// Scrapes of different selections may come at once; each waits until its deadline, and who has
/// least time goes first.
package final class Turn: Sendable {
  private struct Queue {
    var isTaken = false
    var waiting: [Int: Deadline] = [:]
    var lastTicket = 0
  }

  private let queue = Monitor(Queue())

  package init() {}

  /// Waits for the turn; who gets it ends it with ``end()``.
  package func take(by deadline: Deadline) -> Bool {
    let ticket = queue.adjust { queue in
      queue.lastTicket += 1
      queue.waiting[queue.lastTicket] = deadline
      return queue.lastTicket
    }
    let isOurs = queue.wait(until: deadline) { queue -> Bool? in
      guard !queue.isTaken,
        !queue.waiting.contains(where: { ($0.value, $0.key) < (deadline, ticket) })
      else { return nil }
      queue.isTaken = true
      return true
    }
    // Whoever waited behind us has to look again.
    queue.update { $0.waiting[ticket] = nil }
    return isOurs ?? false
  }

  package func end() { queue.update { $0.isTaken = false } }
}
