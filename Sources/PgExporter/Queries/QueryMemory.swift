import Shared
import Synchronization

/// What is kept of queries from one scrape to the next: answers that are served again, and values
/// that are watched. Each set of servers has one.
final class QueryMemory: Sendable {
  /// A query in one database of one server.
  private struct Place: Hashable {
    let query: Query
    let server: String
    let database: String

    init(_ query: Query, _ server: ServerInfo) {
      self.query = query
      self.server = server.label
      database = server.database
    }
  }

  /// An answer as it is on the page.
  struct Answer: Sendable {
    let written: Exposition
    /// What was wrong with it, if anything was.
    let failure: String?
    /// Series that were left out since there were too many.
    let truncated: Int
    let time: ContinuousClock.Instant
    /// Whether there was no answer at all, for which the server was given all the time there was.
    var ranOutOfTime = false

    /// Whether it is served again, instead of asking.
    func serves(for cache: Duration, at now: ContinuousClock.Instant) -> Bool {
      // What is too slow is not to be the server's whole work.
      time.duration(to: now) < (ranOutOfTime ? min(cache / 10, .seconds(60)) : cache)
    }
  }

  /// A value that is watched, by the labels of its series.
  struct Watched: Sendable {
    var value: String
    /// When it changed, or when it was seen first.
    var since: ContinuousClock.Instant
    var hasChanged = false
  }

  private struct State {
    var queries: [Query] = []
    var answers: [Place: (answer: Answer, labels: [(String, String)])] = [:]
    var watched: [Place: [String: [Labels: Watched]]] = [:]
    var repeated: [Place: (rows: UInt64, labels: [(String, String)])] = [:]
  }

  private let state = Mutex(State())

  /// Forgets what belongs to queries that there are no more, or not like this.
  func keep(_ queries: [Query]) {
    state.withLock { state in
      // The same array as before, mostly, which is compared at a glance.
      guard state.queries != queries else { return }
      state.queries = queries
      let known = Set(queries)
      state.answers = state.answers.filter { known.contains($0.key.query) }
      state.watched = state.watched.filter { known.contains($0.key.query) }
      state.repeated = state.repeated.filter { known.contains($0.key.query) }
    }
  }

  // MARK: - Answers

  /// The last answer; how old it is, is for the caller to look at.
  func answer(_ query: Query, _ server: ServerInfo) -> Answer? {
    state.withLock { $0.answers[Place(query, server)]?.answer }
  }

  func keep(_ answer: Answer, _ query: Query, _ server: ServerInfo) {
    state.withLock { $0.answers[Place(query, server)] = (answer, server.placeLabels) }
  }

  // MARK: - Watched values

  /// Compares the values of a column with those seen before, and takes them in their place.
  ///
  /// A number that became 0 is a counter that was reset, as those of the server are by a crash: that
  /// is no change. Any other that became smaller is one, since it was counted since.
  func watch(
    _ values: [(labels: Labels, value: String)], of column: String, _ query: Query,
    _ server: ServerInfo, at now: ContinuousClock.Instant
  ) -> [Watched] {
    state.withLock { state in
      let known = state.watched[Place(query, server)]?[column] ?? [:]
      var next: [Labels: Watched] = [:]
      next.reserveCapacity(values.count)
      let result = values.map { labels, value in
        var watched = known[labels] ?? Watched(value: value, since: now)
        if watched.value != value {
          if !Self.isReset(from: watched.value, to: value) {
            watched.since = now
            watched.hasChanged = true
          }
          watched.value = value
        }
        next[labels] = watched
        return watched
      }
      state.watched[Place(query, server), default: [:]][column] = next
      return result
    }
  }

  private static func isReset(from old: String, to new: String) -> Bool {
    guard let old = Double(old), let new = Double(new) else { return false }
    return new == 0 && old > 0
  }

  // MARK: - Rows that repeat others

  func count(repeated rows: Int, _ query: Query, _ server: ServerInfo) {
    state.withLock { state in
      let before = state.repeated[Place(query, server)]?.rows ?? 0
      state.repeated[Place(query, server)] = (before + UInt64(rows), server.placeLabels)
    }
  }

  // MARK: - On the page

  /// Nobody asks for a server or a database that is gone.
  private static let patience = Duration.seconds(3600)

  /// Writes how old the answers are that are kept, and how many rows repeated others.
  func write(into metrics: inout MetricWriter, at now: ContinuousClock.Instant = .now) {
    let (kept, counted) = state.withLock { state in
      state.answers = state.answers.filter { place, kept in
        let patience = max(Self.patience, (place.query.cache ?? .zero) * 10)
        return kept.answer.time.duration(to: now) < patience
      }
      return (state.answers, state.repeated)
    }
    let answers = kept.filter { !$0.value.answer.ranOutOfTime }.map {
      (Self.labels($0, $1.labels), $1.answer.time.duration(to: now))
    }
    let repeated = counted.map { (Self.labels($0, $1.labels), $1.rows) }
    metrics.family(
      "pg_exporter_query_age_seconds", .gauge,
      "Time since the answer was read that is served of a query with cache_seconds.")
    for (labels, age) in answers.sorted(by: { $0.0 < $1.0 }) {
      metrics.sample(max(Duration.zero, age), Labels(pairs: labels.pairs))
    }
    metrics.family(
      "pg_exporter_query_repeated_rows_total", .counter,
      "Rows left out since an earlier row of the same answer had the same labels.")
    for (labels, rows) in repeated.sorted(by: { $0.0 < $1.0 }) {
      metrics.sample(rows, Labels(pairs: labels.pairs))
    }
  }

  /// Labels in an order that stays the same from page to page.
  private struct SortedLabels: Comparable {
    let pairs: [(name: String, value: String)]

    static func == (left: Self, right: Self) -> Bool { left.values == right.values }
    static func < (left: Self, right: Self) -> Bool {
      left.values.lexicographicallyPrecedes(right.values)
    }

    private var values: [String] { pairs.map(\.value) }
  }

  private static func labels(_ place: Place, _ others: [(String, String)]) -> SortedLabels {
    SortedLabels(pairs: [("query", place.query.name)] + others.map { ($0.0, $0.1) })
  }
}

extension ServerInfo {
  /// What tells this database of this server from others, as far as there are others.
  fileprivate var placeLabels: [(String, String)] {
    (isLabelled ? [("server", label)] : []) + databaseLabels
  }
}
