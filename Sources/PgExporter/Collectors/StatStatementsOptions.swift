import ArgumentParser

/// The flags of the `stat_statements` collector.
struct StatStatementsOptions: ParsableArguments, Sendable {
  @Flag(
    name: .customLong("collector.stat_statements.include_query"),
    help: "Serve the texts of the statements, too; they may hold what nobody should read.")
  var includeQuery = false

  @Option(
    name: .customLong("collector.stat_statements.query_length"),
    help: ArgumentHelp("Characters of a statement's text that are served.", valueName: "count"))
  var queryLength = 120

  @Option(
    name: .customLong("collector.stat_statements.limit"),
    help: ArgumentHelp("How many statements are served, the slowest in sum.", valueName: "count"))
  var limit = 100

  @Option(
    name: .customLong("collector.stat_statements.exclude_databases"),
    help: ArgumentHelp(
      "Databases, separated by commas, whose statements are left out.", valueName: "names"))
  var excludeDatabases = ""

  @Option(
    name: .customLong("collector.stat_statements.exclude_users"),
    help: ArgumentHelp(
      "Users, separated by commas, whose statements are left out.", valueName: "names"))
  var excludeUsers = ""

  func validate() throws {
    guard queryLength > 0 else {
      throw ValidationError("--collector.stat_statements.query_length must be greater than 0")
    }
    guard limit > 0 else {
      throw ValidationError("--collector.stat_statements.limit must be greater than 0")
    }
  }
}
