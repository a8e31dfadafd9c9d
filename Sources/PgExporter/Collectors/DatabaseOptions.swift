import ArgumentParser
import Shared

/// The flags of the `database` collector.
struct DatabaseOptions: ParsableArguments, Sendable {
  @Option(
    name: .customLong("collector.database.size-max-age"),
    help: ArgumentHelp(
      """
      How long the sizes of databases are served before the server is asked again, since it looks at \
      every file for them; 0s asks at each scrape (default: 1m).
      """, valueName: "duration"),
    transform: { try Duration(flag: $0) })
  var sizeMaxAge: Duration = .seconds(60)
}
