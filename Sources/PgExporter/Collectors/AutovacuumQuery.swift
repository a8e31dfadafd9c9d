/// What an autovacuum worker says of itself in the column `query` of `pg_stat_activity`.
///
/// That text is the server's own, such as `autovacuum: VACUUM public.votes (to prevent wraparound)`,
/// as long as the row's `backend_type` is `autovacuum worker`: anyone can start a query like it.
enum AutovacuumQuery {
  /// Its schema and relation as the server writes them, not quoted; NULL when it has none.
  static func relation(in query: String) -> String {
    """
    substring(\(query) FROM '^autovacuum: (?:VACUUM ANALYZE|VACUUM|ANALYZE|BRIN summarize) \
    (.*?)(?: [(]to prevent wraparound[)]| [0-9]+)?$')
    """
  }
}
