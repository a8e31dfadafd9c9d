import ArgumentParser
import Shared

/// The flags of the servers, and of the collectors that have some.
struct PgOptions: ParsableArguments, Sendable {
  @OptionGroup(title: "Servers") var servers: ServerOptions
  @OptionGroup(title: "database") var database: DatabaseOptions
  @OptionGroup(title: "stat_statements") var statStatements: StatStatementsOptions
  @OptionGroup(title: "stat_user_tables") var statUserTables: StatUserTablesOptions
}

extension PgOptions {
  /// The databases whose size nobody wants (`--exclude-databases`).
  var excludedDatabases: [String] { servers.excluded.sorted() }
}
