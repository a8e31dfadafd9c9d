import Shared

/// What the shared buffers hold, from `pg_buffercache_summary()` of the extension pg_buffercache.
struct BuffercacheSummaryCollector: PgCollector {
  let name = "buffercache_summary"
  let neededRole: PredefinedRole? = .monitor
  let usesExtensions = true

  func statements(for server: ServerInfo) throws -> [Statement] {
    [try view(for: server).statement(for: server)]
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    try view(for: answers.server).write(answers, into: &metrics)
  }

  func rightQuestion(for server: ServerInfo) -> Statement? {
    guard let schema = server.extensions["pg_buffercache"]?.schema else { return nil }
    let function = "\(schema).pg_buffercache_summary()".sqlLiteral
    return Statement("SELECT has_function_privilege(\(function), 'EXECUTE')")
  }

  private func view(for server: ServerInfo) throws -> View {
    // Comes with PostgreSQL 16.
    let found = try server.installed("pg_buffercache", since: ExtensionVersion(1, 4))
    return View(
      "\(found.schema).pg_buffercache_summary()",
      columns: [
        column("buffers_used", "Shared buffers that hold a page."),
        column("buffers_unused", "Shared buffers that hold nothing."),
        column("buffers_dirty", "Shared buffers whose page is yet to be written."),
        column("buffers_pinned", "Shared buffers that a backend is using."),
        column(
          "usagecount_avg", "How often a used buffer was lately asked for, on average, at most 5."),
      ])
  }

  private func column(_ name: String, _ help: String) -> View.Column {
    .gauge("pg_buffercache_summary_\(name)", name, help)
  }
}
