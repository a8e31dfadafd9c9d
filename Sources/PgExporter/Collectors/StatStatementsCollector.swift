import Shared

/// Which statements take the most time, from the extension `pg_stat_statements`.
///
/// A statement has a row for each way it was called, from a client or inside a function; they are
/// added up. Upstream also leaves out the tenth of all statements that took the least time, which
/// are beyond the limit anyway where there are many.
struct StatStatementsCollector: PgCollector {
  let name = "stat_statements"
  /// Of other users' statements the server else tells no identifier.
  let neededRole: PredefinedRole? = .readAllStats
  let usesExtensions = true
  private let includesQuery: Bool
  private let queryLength: Int
  private let limit: Int
  /// What is not left out.
  private let condition: String

  init(_ options: StatStatementsOptions) {
    includesQuery = options.includeQuery
    queryLength = options.queryLength
    limit = options.limit
    let conditions = [
      Self.leaving(options.excludeDatabases, outOf: "d.datname"),
      Self.leaving(options.excludeUsers, outOf: "pg_get_userbyid(s.userid)"),
    ].compactMap(\.self)
    condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
  }

  private static func leaving(_ names: String, outOf expression: String) -> String? {
    let names = names.split(separator: ",").map { name in
      String(name.drop { $0 == " " }).sqlLiteral
    }
    return names.isEmpty ? nil : "\(expression) NOT IN (\(names.joined(separator: ", ")))"
  }

  func statements(for server: ServerInfo) throws -> [Statement] {
    [
      "SELECT current_setting('pg_stat_statements.max', true) IS NOT NULL",
      view(try server.installed("pg_stat_statements")).statement(for: server),
    ]
  }

  /// Where the library is not loaded, nothing calls the function, which would be an error.
  private func view(_ found: InstalledExtension) -> View {
    let execution = found.version < ExtensionVersion(1, 8) ? "total_time" : "total_exec_time"
    let blocks = found.version < ExtensionVersion(1, 11) ? "blk" : "shared_blk"
    let query = includesQuery ? ", min(\(text)) AS query" : ""
    return View(
      """
      (
        SELECT pg_get_userbyid(s.userid) AS user, d.datname, s.*
          FROM (
            SELECT userid, dbid, queryid, sum(calls) AS calls, sum(\(execution)) / 1000 AS seconds,
                sum(rows) AS rows, sum(\(blocks)_read_time) / 1000 AS read,
                sum(\(blocks)_write_time) / 1000 AS write\(query)
              FROM \(found.schema).pg_stat_statements(\(includesQuery))
              WHERE queryid IS NOT NULL
                AND current_setting('pg_stat_statements.max', true) IS NOT NULL
              GROUP BY userid, dbid, queryid) AS s
          JOIN pg_database d ON d.oid = s.dbid \(condition)
          ORDER BY s.seconds DESC LIMIT \(limit)
        ) AS s
      """,
      labels: ["user": "s.user", "datname": "datname", "queryid": "queryid"],
      columns: [
        .counter(
          "pg_stat_statements_calls_total", "calls", "How often the statement was executed."),
        .counter("pg_stat_statements_seconds_total", "seconds", "Time spent in the statement."),
        .counter(
          "pg_stat_statements_rows_total", "rows", "Rows that the statement returned or changed."),
        .counter(
          "pg_stat_statements_block_read_seconds_total", "read",
          "Time the statement waited for blocks to be read, if track_io_timing is on."),
        .counter(
          "pg_stat_statements_block_write_seconds_total", "write",
          "Time the statement waited for blocks to be written, if track_io_timing is on."),
      ],
      extra: includesQuery ? ["query"] : [])
  }

  /// A statement's text. In those that no plan is made for, the extension leaves the constants: in
  /// `ALTER ROLE ... PASSWORD '...'` too.
  private var text: String {
    """
    CASE WHEN query ~* 'password' AND query ~* '\\m(create|alter|do)\\M'
      THEN '(not shown: it may hold a password)' ELSE left(query, \(queryLength)) END
    """
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    guard try answers.rows(0).first?.bool(0) == true else {
      throw Absent("pg_stat_statements is not in shared_preload_libraries; add it and restart")
    }
    let view = view(try answers.server.installed("pg_stat_statements"))
    let rows = try view.rows(answers, 1)
    view.write(rows, for: answers.server, into: &metrics)
    if includesQuery { write(texts: rows, at: view.extraColumn(for: answers.server), &metrics) }
  }

  /// Writes what each identifier stands for: several users may have the same statement.
  private func write(texts rows: Rows, at column: Int, _ metrics: inout MetricWriter) {
    metrics.family(
      "pg_stat_statements_query_id", .counter, "The text of a statement; always 1.")
    var written: Set<String> = []
    for row in rows {
      guard let identifier = row.text(2), let query = row.text(column),
        written.insert(identifier).inserted
      else { continue }
      metrics.sample(1, [Label("queryid", identifier), Label("query", query)])
    }
  }
}
