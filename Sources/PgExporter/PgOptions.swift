import ArgumentParser
import Shared

/// The flags of the collectors that have some.
struct PgOptions: ParsableArguments, Sendable {
  @OptionGroup(title: "stat_statements") var statStatements: StatStatementsOptions
  @OptionGroup(title: "stat_user_tables") var statUserTables: StatUserTablesOptions
}

extension PgOptions {
  /// The databases whose size nobody wants (`--exclude-databases`).
  // TODO(contract): from ServerOptions, as soon as it is here.
  var excludedDatabases: [String] { [] }
}
