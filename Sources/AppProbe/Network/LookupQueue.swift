import Shared

/// Names that are looked up, who waits for each of them, and whose turn is next.
///
/// A look-up takes a thread, and with name servers that do not answer it keeps that for half a minute.
/// So a name that has kept one before shares a few threads with its like, and cannot take those of
/// names that have always been answered at once.
struct LookupQueue<Waiter> {
  /// What is known of a name before it is asked for, the one that goes first at the beginning.
  enum Standing: Int, CaseIterable {
    /// It stands in a file of this machine.
    case local
    /// It was answered promptly the last time.
    case prompt
    case new
    /// It was not, the last time.
    case slow
  }

  struct Limits {
    /// Look-ups at a time, but for local ones.
    var all = 32
    /// Of those, look-ups of names that were not prompt the last time.
    var unproven = 16
    var slow = 8
    var local = 2
    /// An answer that took longer is slow.
    var promptness = Duration.seconds(1)
    /// Names that a standing is remembered of.
    var memory = 4096
  }

  private struct Flight {
    let standing: Standing
    var waiters: [(ticket: Int, waiter: Waiter)] = []
    /// `nil` while it waits for its turn.
    var start: ContinuousClock.Instant?
  }

  private let limits: Limits
  private var flights: [ExactName: Flight] = [:]
  private var queues: [Standing: [ExactName]] = [:]
  private var running: [Standing: Int] = [:]
  /// Whether a name's last answer was prompt.
  private var wasPrompt: [ExactName: Bool] = [:]
  private var lastTicket = 0

  init(_ limits: Limits = Limits()) { self.limits = limits }

  /// Has somebody wait for a name, whose look-up may be under way already.
  ///
  /// - Returns: What to ``leave(_:ticket:at:)`` with.
  mutating func join(_ name: ExactName, _ waiter: Waiter, isLocal: Bool) -> Int {
    lastTicket += 1
    if flights[name] == nil {
      let standing: Standing =
        isLocal ? .local : wasPrompt[name].map { $0 ? .prompt : .slow } ?? .new
      flights[name] = Flight(standing: standing)
      queues[standing, default: []].append(name)
    }
    flights[name]?.waiters.append((lastTicket, waiter))
    return lastTicket
  }

  /// Has somebody wait no longer; `nil` when the answer is on its way already.
  mutating func leave(
    _ name: ExactName, ticket: Int, at now: ContinuousClock.Instant
  ) -> Waiter? {
    guard let flight = flights[name],
      let index = flight.waiters.firstIndex(where: { $0.ticket == ticket })
    else { return nil }
    let waiter = flights[name]?.waiters.remove(at: index).waiter
    if let start = flight.start {
      if start.duration(to: now) > limits.promptness { remember(name, wasPrompt: false) }
    } else if flight.waiters.count == 1 {
      flights[name] = nil
      queues[flight.standing]?.removeAll { $0 == name }
    }
    return waiter
  }

  /// The name that is to be looked up now, if any may be.
  mutating func next(at now: ContinuousClock.Instant) -> ExactName? {
    for standing in Standing.allCases where hasRoom(for: standing) {
      guard let name = queues[standing]?.first else { continue }
      queues[standing]?.removeFirst()
      running[standing, default: 0] += 1
      flights[name]?.start = now
      return name
    }
    return nil
  }

  /// Ends a look-up, and returns those who wait for it.
  mutating func finish(_ name: ExactName, at now: ContinuousClock.Instant) -> [Waiter] {
    guard let flight = flights.removeValue(forKey: name), let start = flight.start else {
      return []
    }
    running[flight.standing, default: 1] -= 1
    remember(name, wasPrompt: start.duration(to: now) <= limits.promptness)
    return flight.waiters.map(\.waiter)
  }

  private func hasRoom(for standing: Standing) -> Bool {
    let slow = running[.slow, default: 0]
    let unproven = slow + running[.new, default: 0]
    let all = unproven + running[.prompt, default: 0]
    return switch standing {
    case .local: running[.local, default: 0] < limits.local
    case .prompt: all < limits.all
    case .new: all < limits.all && unproven < limits.unproven
    case .slow: all < limits.all && unproven < limits.unproven && slow < limits.slow
    }
  }

  private mutating func remember(_ name: ExactName, wasPrompt isPrompt: Bool) {
    if wasPrompt.count >= limits.memory { wasPrompt.removeAll() }
    wasPrompt[name] = isPrompt
  }
}
