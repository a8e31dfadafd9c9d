import Shared

/// What one collector found, as soon as it is known.
///
/// A class, so that handing one on costs one reference.
final class Piece: Sendable {
  let written: Exposition
  let outcome: CollectorOutcome
  let duration: Duration
  /// Series that were left out since there were too many.
  let truncated: Int
  /// How many series were written, where other databases may have the same families.
  let series: Int
  /// Whether the role may not read what the collector reads.
  let isRefused: Bool
  /// Whether a statement was given up since it took too long for this reading.
  let isLate: Bool

  init(
    written: Exposition = Exposition(), outcome: CollectorOutcome, duration: Duration = .zero,
    truncated: Int = 0, series: Int = 0, isRefused: Bool = false, isLate: Bool = false
  ) {
    self.written = written
    self.outcome = outcome
    self.duration = duration
    self.truncated = truncated
    self.series = series
    self.isRefused = isRefused
    self.isLate = isLate
  }

  /// What there is instead of one for which the page has no room.
  func leftOut(_ limit: Int) -> Piece {
    Piece(outcome: .failed(Self.tooLarge(limit)), duration: duration)
  }

  static func tooLarge(_ limit: Int) -> String {
    "left out: with it the page would have more than \(limit >> 20) MiB"
  }
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

  /// Until when whoever has more time waits for it. What hangs past its deadline may never end.
  var end: Deadline { deadline.later(by: .milliseconds(100)) }

  /// Whether something is missing only since the time was up.
  var ranOutOfTime: Bool {
    servers.contains { server in
      let found = server.found
      return found.ranOutOfTime || found.pieces.contains { $0?.isLate == true }
        || !found.isComplete && deadline.hasPassed
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
    /// Bytes of the pieces.
    fileprivate var size = 0
    var rights: Rights?
    /// Why the pieces that are missing will not come.
    var failure: String?
    var ranOutOfTime = false
    /// How long reading took.
    var duration: Duration?
    fileprivate(set) var isComplete = false

    /// The piece of a collector, or why there is none.
    ///
    /// Of a server that does not answer there is none, not even one that needs no answer.
    func piece(_ index: Int) -> Piece {
      (isUp ? pieces[index] : nil)
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

  /// Adds what a collector found, unless all then have more bytes than a page may have.
  func add(_ piece: Piece, at index: Int, limit: Int) {
    state.adjust { found in
      let size = found.size + piece.written.bytes.count
      guard size <= limit else {
        found.pieces[index] = piece.leftOut(limit)
        return
      }
      found.size = size
      found.pieces[index] = piece
    }
  }

  func complete() { state.update { $0.isComplete = true } }

  func wait(until deadline: Deadline) {
    _ = state.wait(until: deadline) { $0.isComplete ? true : nil }
  }
}
