import Shared

/// What the shared buffers hold, from `pg_buffercache_summary()` of the extension pg_buffercache.
///
/// The statement must not name the function: without the extension, or with one that is too old,
/// it would be an error in the server's log at every scrape. So the server puts the query together
/// itself, knowing the extension's schema, and `ts_stat`, which runs the text it is given wherever
/// PostgreSQL was built, hands the row back as a word of JSON.
struct BuffercacheSummaryCollector: PgCollector {
  let name = "buffercache_summary"
  let neededRole: PredefinedRole? = .monitor

  private let view = View(
    """
    (SELECT a.word::json
      FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        JOIN pg_proc p ON p.pronamespace = n.oid AND p.proname = 'pg_buffercache_summary',
        ts_stat(format(
          'SELECT array_to_tsvector(ARRAY[to_json(s)::text]) FROM %I.%I() s',
          n.nspname, p.proname)) AS a
      WHERE e.extname = 'pg_buffercache') AS answer (row)
    """,
    columns: [
      column("buffers_used", "Shared buffers that hold a page."),
      column("buffers_unused", "Shared buffers that hold nothing."),
      column("buffers_dirty", "Shared buffers whose page is yet to be written."),
      column("buffers_pinned", "Shared buffers that a backend is using."),
      column(
        "usagecount_avg", "How often a used buffer was lately asked for, on average, at most 5."),
    ], since: 16)

  private static func column(_ name: String, _ help: String) -> View.Column {
    .gauge(
      "pg_buffercache_summary_\(name)", "answer.row ->> '\(name)'", help)
  }

  func statements(for server: ServerInfo) throws -> [Statement] {
    guard view.exists(on: server.version) else {
      throw Absent("PostgreSQL \(server.version) has no pg_buffercache_summary()")
    }
    return [view.statement(for: server)]
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    guard try !answers.rows().isEmpty else {
      throw Absent(
        """
        database \(answers.server.database) has no extension pg_buffercache of version 1.4 or \
        later: CREATE EXTENSION pg_buffercache, or ALTER EXTENSION pg_buffercache UPDATE
        """)
    }
    try view.write(answers, into: &metrics)
  }
}
