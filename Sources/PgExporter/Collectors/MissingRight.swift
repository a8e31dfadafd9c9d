import Shared

/// Thrown by a collector that leaves out what the role may not see: a 0 would be a lie.
struct MissingRight: Error, CustomStringConvertible {
  let role: PredefinedRole

  init(_ role: PredefinedRole) { self.role = role }

  var description: String {
    "the role does not see all of it; as a superuser: GRANT \(role.rawValue) TO it"
  }
}

extension PredefinedRole {
  /// An aggregate over rows of `pg_stat_get_activity(NULL)`: whether all that there is to see in
  /// them is seen. Of others' sessions the server hides all but the database and the names.
  ///
  /// Some hosts of databases hide their own sessions even from who has the right: that is let pass.
  static let seesAllSessions = """
    (bool_and(backend_type IS NOT NULL) OR pg_has_role('pg_read_all_stats', 'USAGE'))
    """
}
