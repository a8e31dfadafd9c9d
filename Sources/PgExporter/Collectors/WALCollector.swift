/// How much WAL the server keeps, from the files that `pg_ls_waldir()` lists.
struct WALCollector: ViewCollector {
  let name = "wal"
  let neededRole: PredefinedRole? = .monitor

  func rightQuestion(for server: ServerInfo) -> Statement? {
    "SELECT has_function_privilege('pg_ls_waldir()', 'EXECUTE')"
  }

  let views = [
    View(
      // Beside the segments are history files, backup labels and segments that are being made.
      "pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'",
      columns: [
        .gauge("pg_wal_segments", "count(*)", "WAL segments on the server's disk."),
        .gauge("pg_wal_size_bytes", "sum(size)", "Bytes of the WAL segments on the server's disk."),
      ])
  ]
}
