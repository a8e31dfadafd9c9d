import Shared

/// What one collector found, as soon as it is known.
struct Piece: Sendable {
  var written = Exposition()
  let outcome: CollectorOutcome
  var duration = Duration.zero
  /// Series that were left out since there were too many.
  var truncated = 0
  /// How many series were written, where other databases may have the same families.
  var series = 0
  /// Whether the role may not read what the collector reads.
  var isRefused = false
  /// Whether a statement was given up since it took too long for this reading.
  var isLate = false
}

/// One reading of all servers, for everyone who asks for the same at the same moment.
final class Reading: Sendable {
  let collectors: [any PgCollector]
  /// When everything is back.
  let deadline: Deadline
  let servers: [ServerReading]
  /// Whether it was begun for a scraper that has hardly any time, which tells nothing of what is late.
  let isHurried: Bool

  /// A reading gets this long even for a scraper in a hurry: others may be waiting for it, and the
  /// kept connection is not to be torn down for its sake.
  private static let shortest = Duration.seconds(1)

  init(_ collectors: [any PgCollector], servers: Int, for deadline: Deadline) {
    self.collectors = collectors
    // What it brings must still be put into the page.
    isHurried = deadline.remaining < Self.shortest
    let margin = min(.milliseconds(50), deadline.remaining / 10)
    self.deadline = max(deadline.earlier(by: margin), Deadline(in: Self.shortest))
    self.servers = (0..<servers).map { _ in ServerReading(collectors.count) }
  }

  func wait(until deadline: Deadline) { for server in servers { server.wait(until: deadline) } }

  /// Whether something is missing only since the time was up.
  var ranOutOfTime: Bool {
    servers.contains { server in
      let found = server.found
      return found.ranOutOfTime || found.pieces.contains { $0?.isLate == true }
    }
  }
}

/// What a reading found on one server so far.
final class ServerReading: Sendable {
  struct Found: Sendable {
    /// Whether the server answered.
    var isUp = false
    /// One for each collector, once it is known.
    var pieces: [Piece?]
    var rights: Rights?
    /// Why the pieces that are missing will not come.
    var failure: String?
    var ranOutOfTime = false
    fileprivate(set) var isComplete = false

    /// The piece of a collector, or why there is none.
    func piece(_ index: Int) -> Piece {
      pieces[index]
        ?? Piece(outcome: .failed(failure ?? "it had not come back by the deadline"))
    }
  }

  private let state: Monitor<Found>

  init(_ collectors: Int) {
    state = Monitor(Found(pieces: Array(repeating: nil, count: collectors)))
  }

  var found: Found { state.read { $0 } }

  /// Adds what was found; nobody is woken for a single piece.
  func note(_ body: (inout Found) -> Void) { state.adjust { body(&$0) } }

  func complete() { state.update { $0.isComplete = true } }

  func wait(until deadline: Deadline) {
    _ = state.wait(until: deadline) { $0.isComplete ? true : nil }
  }
}
