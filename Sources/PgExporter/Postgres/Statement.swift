/// One query of a scrape.
///
/// Its text is prepared once for a connection, so it must be the same at each scrape: what changes
/// belongs into the server's own functions.
struct Statement: Sendable, ExpressibleByStringInterpolation {
  let sql: String
  /// How names without a schema are found: only in `pg_catalog`, so that nobody can put a table or a
  /// function of theirs in the place of the server's; or as the role that we log in as finds them,
  /// for the queries of users.
  var usesRoleSearchPath = false

  init(_ sql: String) { self.sql = sql }

  init(stringLiteral sql: String) { self.sql = sql }
}
