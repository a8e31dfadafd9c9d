import ArgumentParser
import Shared

/// The flags of the exporter as a whole.
struct StartOptions: ParsableArguments, Sendable {
  static let environment = [
    (variable: "PG_EXPORTER_WEB_TELEMETRY_PATH", flag: "web.telemetry-path"),
    (variable: "PG_EXPORTER_COLLECTION_TIMEOUT", flag: "collection-timeout"),
    (variable: "PG_EXPORTER_DISABLE_DEFAULT_METRICS", flag: "disable-default-metrics"),
    (variable: "PG_EXPORTER_DISABLE_SETTINGS_METRICS", flag: "disable-settings-metrics"),
    (variable: "PG_EXPORTER_METRIC_PREFIX", flag: "metric-prefix"),
    (variable: "PG_EXPORTER_CONSTANT_LABELS", flag: "constantLabels"),
  ]

  static let defaultFile = "postgres_exporter.yml"

  @Option(
    name: .customLong("config.file"),
    help: ArgumentHelp(
      "Whom /probe may log in as, and where: auth_modules. (default: \(Self.defaultFile), which "
        + "need not be there)", valueName: "file"))
  var configurationFile: String?

  @Option(
    name: .customLong("probe.targets"), parsing: .singleValue,
    help: ArgumentHelp(
      "Which servers /probe may ask at all: db1.example.com, *.example.com:6432, *. Without a port "
        + "it is 5432; :* is any. Repeatable. (default: every server, so that whoever reaches this "
        + "exporter can have it connect to anything within its network)", valueName: "pattern"))
  var probeTargets: [String] = []

  @Option(
    name: .customLong("collection-timeout"),
    help: "How long a scrape may take at most; the scraper's own timeout may make it less.")
  var collectionTimeout = "1m"

  @Option(
    name: .customLong("metric-prefix"),
    help: """
      What the names of the servers' metrics start with; pg_up, pg_exporter_* and pg_scrape_* keep \
      theirs.
      """)
  var metricPrefix = "pg"

  @Option(
    name: .customLong("constantLabels"),
    help: ArgumentHelp("Labels of every series: env=prod,cluster=blue.", valueName: "labels"))
  var constantLabels = ""

  @Flag(
    name: .customLong("disable-default-metrics"),
    help: """
      Leave out what postgres_exporter calls default metrics: pg_stat_database_conflicts_*. To serve \
      custom queries only, use --collector.disable-defaults.
      """)
  var disablesDefaultMetrics = false

  @Flag(
    name: .customLong("disable-settings-metrics"),
    help: "The old name of --no-collector.settings.")
  var disablesSettings = false

  @Flag(
    name: .customLong("dumpmaps"), help: "Print the collectors and what they ask servers, and exit."
  )
  var dumpsMaps = false

  /// The collectors that the two old flags turn off.
  var disabledCollectors: Set<String> {
    Set(
      (disablesDefaultMetrics ? ["stat_database_conflicts"] : [])
        + (disablesSettings ? ["settings"] : []))
  }

  func validate() throws {
    guard try longestScrape() > .zero else {
      throw ValidationError("--collection-timeout must be longer than 0")
    }
    let letters = metricPrefix.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || "_:".utf8.contains($0)
    }
    guard letters, let first = metricPrefix.utf8.first, !(0x30...0x39).contains(first) else {
      throw ValidationError(
        "--metric-prefix: '\(metricPrefix)' cannot start a metric's name: letters, digits and _ can"
      )
    }
    // FlagError's description is the whole line.
    do {
      _ = try ConstantLabels.parse(constantLabels)
      _ = try probePatterns()
    } catch {
      throw ValidationError("\(error)")
    }
  }

  func longestScrape() throws -> Duration {
    do {
      return try Duration(flag: collectionTimeout)
    } catch {
      throw ValidationError("--collection-timeout: \(error)")
    }
  }

  func probePatterns() throws(FlagError) -> [TargetPattern] {
    var patterns: [TargetPattern] = []
    for text in probeTargets {
      do throws(TargetPatternError) {
        patterns.append(try TargetPattern(text, defaultPort: DataSource.defaultPort))
      } catch {
        throw FlagError(flag: "probe.targets", reason: "\(error)")
      }
    }
    return patterns
  }
}
