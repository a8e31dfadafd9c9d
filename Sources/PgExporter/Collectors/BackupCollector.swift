import Shared

/// Backups that are being made, from `pg_stat_progress_basebackup` since version 13 and, before 15,
/// from `pg_is_in_backup()`.
///
/// A backup by a tool that copies files itself, between `pg_backup_start` and `pg_backup_stop`, is
/// known to its own session only since version 15, and is not seen.
struct BackupCollector: PgCollector {
  let name = "backup"
  let neededRole: PredefinedRole? = .readAllStats

  private let progress = View(
    "pg_stat_progress_basebackup", labels: ["pid": "pid"],
    columns: [
      .gauge(
        "pg_backup_streamed_bytes", "backup_streamed", "Bytes of the base backup that were sent."),
      .gauge(
        "pg_backup_size_bytes", "backup_total",
        "Bytes that the base backup is estimated to have; absent until then."),
      .gauge(
        "pg_backup_tablespaces", "tablespaces_total", "Tablespaces that the base backup sends."),
      .gauge(
        "pg_backup_tablespaces_streamed", "tablespaces_streamed",
        "Tablespaces of the base backup that were sent."),
    ],
    since: 13)

  func statements(for server: ServerInfo) -> [Statement] {
    var statements: [Statement] = []
    if progress.exists(on: server.version) {
      statements = [
        "SELECT pid, phase FROM pg_stat_progress_basebackup", progress.statement(for: server),
      ]
    }
    if server.version < 15 { statements.append("SELECT pg_is_in_backup()") }
    return statements
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    let hasProgress = progress.exists(on: answers.server.version)
    let phases = hasProgress ? Array(try answers.rows(0)) : []
    var isRunning = !phases.isEmpty
    if answers.server.version < 15 {
      isRunning = try answers.rows(hasProgress ? 2 : 0).first?.bool(0) == true || isRunning
    }
    metrics.gauge(
      "pg_backup_in_progress",
      "Whether a base backup is being sent or, before version 15, an exclusive one is being made.",
      isRunning ? 1 : 0)
    guard hasProgress else { return }
    metrics.family(
      "pg_backup_phase", .gauge, "Always 1, labelled with what the base backup is doing.")
    for row in phases where row.text(1) != nil {
      metrics.sample(1, row.labels(["pid", "phase"]))
    }
    try progress.write(answers, 1, into: &metrics)
  }
}
