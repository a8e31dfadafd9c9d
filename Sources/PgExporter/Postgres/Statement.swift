/// One query of a scrape.
///
/// Its text is prepared once for a connection, so it must be the same at each scrape: what changes
/// belongs into the server's own functions.
struct Statement: Sendable, ExpressibleByStringInterpolation {
  let sql: String
  /// A hash of the text, which is long and looked up at each scrape.
  let digest: Int
  /// How names without a schema are found: only in `pg_catalog`, so that nobody can put a table or a
  /// function of theirs in the place of the server's; or as the role that we log in as finds them,
  /// for the queries of users.
  ///
  /// Such a statement runs in a transaction of its own that is read-only whatever was set before,
  /// and that is rolled back, so that what it sets does not stay.
  var usesRoleSearchPath = false
  /// How long the server works on it at most; never longer than any other statement may take.
  var timeout: Duration?
  /// How many rows are kept. The others are counted in ``Rows/dropped`` and thrown away as they
  /// come: the text is the user's, and neither a `LIMIT` around it nor a cursor takes all of
  /// what a query may be (`SHOW`, `EXPLAIN`, a comment at the end), and a cursor has no parallel plan.
  var rowLimit: Int?

  init(
    _ sql: String, usesRoleSearchPath: Bool = false, timeout: Duration? = nil,
    rowLimit: Int? = nil
  ) {
    self.sql = sql
    digest = sql.hashValue
    self.usesRoleSearchPath = usesRoleSearchPath
    self.timeout = timeout
    self.rowLimit = rowLimit
  }

  init(stringLiteral sql: String) { self.init(sql) }
}
