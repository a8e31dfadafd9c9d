import Shared

/// Some of a server's metrics: the statements that read them, and how the answers become families.
///
/// Unlike a ``Shared/Collector`` it does not read by itself. The statements of all collectors go to
/// the server in one pipeline over one connection, and each collector is handed its own answers.
protocol PgCollector: Sendable {
  /// The value of the `collector` label on the scrape's own metrics.
  var name: String { get }
  /// Whether it tells of the database it is connected to, and is read in each that is watched.
  var isPerDatabase: Bool { get }
  /// The role without whose rights the server leaves values out instead of refusing to answer.
  var neededRole: PredefinedRole? { get }
  /// Whether its statements for a server stay as they are, so that they need not be asked for at each
  /// scrape.
  var hasFixedStatements: Bool { get }
  /// Whether it wants to know what the database has installed.
  var usesExtensions: Bool { get }
  /// Whether its statements are chosen anew for each scrape, since some are due only now and then.
  var choosesAnew: Bool { get }

  /// What to ask a server; nothing, where its version has nothing to tell. The texts depend on
  /// nothing but `server`.
  ///
  /// - Throws: `Absent` when something is missing that the server could have, as an extension.
  func statements(for server: ServerInfo) throws -> [Statement]

  /// Writes the metric families. What it throws makes it fail; what it had written is then
  /// withdrawn, unless it throws `Partial`.
  func write(_ answers: Answers, into metrics: inout MetricWriter) throws

  /// Asks whether the role has the right that the server refused to answer for, as a single boolean;
  /// `nil` when the collector's own statements are to be sent all the same. Each refusal is a line in
  /// the server's log.
  func rightQuestion(for server: ServerInfo) -> Statement?

  /// What is wrong when families that it wrote are left out, since another collector serves them;
  /// `nil` when it has no more to say than the log does.
  func displaced(_ families: [String]) -> String?
}

extension PgCollector {
  var isPerDatabase: Bool { false }
  var neededRole: PredefinedRole? { nil }
  var hasFixedStatements: Bool { true }
  func rightQuestion(for server: ServerInfo) -> Statement? { nil }
  func displaced(_ families: [String]) -> String? { nil }
  var usesExtensions: Bool { false }
  var choosesAnew: Bool { false }
}

/// A role that every server has, and that gives rights to who is granted it.
enum PredefinedRole: String, Sendable, CaseIterable {
  /// Has the rights of the two others, and may call functions such as `pg_ls_waldir`.
  case monitor = "pg_monitor"
  case readAllStats = "pg_read_all_stats"
  case readAllSettings = "pg_read_all_settings"
}

/// A server's answers to the statements of one collector, in their order.
final class Answers {
  let server: ServerInfo
  private let results: [Result<Rows, PgError>]
  /// Series that were left out since there were too many.
  private(set) var truncated = 0

  init(_ server: ServerInfo, _ results: [Result<Rows, PgError>]) {
    self.server = server
    self.results = results
  }

  /// How many statements were asked.
  var count: Int { results.count }

  /// The answer to a statement, before it is known how many samples a row makes.
  func all(_ index: Int = 0) throws(PgError) -> Rows { try results[index].get() }

  /// Counts series that were left out when the answer was first read.
  func leaveOut(_ series: Int) { truncated += series }

  /// The rows of a statement, as many as make the series that one collector may serve.
  ///
  /// - Parameters:
  ///   - seriesPerRow: How many samples the caller writes for each row.
  ///   - otherSeries: How many it writes for each from another statement.
  ///   - total: The column that tells how many rows there are, where the statement has a limit.
  func rows(
    _ index: Int = 0, seriesPerRow: Int = 1, otherSeries: Int = 0, total: Int? = nil
  ) throws(PgError) -> Rows {
    let rows = try results[index].get()
    let limit = max(1, server.seriesLimit / max(1, seriesPerRow + otherSeries))
    let count = max(rows.count, total.flatMap { rows.first?.integer($0) } ?? 0)
    truncated += (max(0, count - limit) + rows.dropped) * seriesPerRow
    return rows.first(limit)
  }
}
