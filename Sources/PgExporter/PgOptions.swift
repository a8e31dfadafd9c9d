import ArgumentParser
import Shared

/// The flags of the collectors that have some.
struct PgOptions: ParsableArguments, Sendable {
  @OptionGroup(title: "stat_statements") var statStatements: StatStatementsOptions
  @OptionGroup(title: "stat_user_tables") var statUserTables: StatUserTablesOptions
}
