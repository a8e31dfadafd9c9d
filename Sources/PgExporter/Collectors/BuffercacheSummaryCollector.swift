import Shared

/// What the shared buffers hold, from `pg_buffercache_summary()` of the extension pg_buffercache.
///
/// The statement must not name the function: without the extension, or with one that is too old,
/// it would be an error in the server's log at every scrape. So its text is put together by the
/// server, which also knows the extension's schema, and comes back as XML.
struct BuffercacheSummaryCollector: PgCollector {
  let name = "buffercache_summary"
  let neededRole: PredefinedRole? = .monitor

  private let view = View(
    """
    (SELECT query_to_xml(
        format('SELECT * FROM %I.pg_buffercache_summary()', n.nspname), false, false, '')::text
      FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
      WHERE e.extname = 'pg_buffercache' AND EXISTS (
        SELECT FROM pg_proc p
          WHERE p.pronamespace = n.oid AND p.proname = 'pg_buffercache_summary')) AS answer (xml)
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
      "pg_buffercache_summary_\(name)", "substring(answer.xml FROM '<\(name)>([^<]*)<')", help)
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
