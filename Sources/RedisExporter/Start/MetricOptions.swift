import ArgumentParser
import Shared

/// The flags of what is read beside keys.
struct MetricOptions: ParsableArguments, Sendable {
  @Option(name: .customLong("namespace"), help: "What the names of all metrics start with.")
  var namespace = "redis"

  @Option(
    name: .customLong("config-command"),
    help: "What the server calls CONFIG; '-' to leave it alone.")
  var configCommand = "CONFIG"

  @Flag(name: .customLong("include-config-metrics"), help: "Serve all parameters of CONFIG.")
  var includesConfig = false

  @Flag(
    name: .customLong("redact-config-metrics"), inversion: .prefixedNo,
    help: "Leave out parameters that hold passwords.")
  var redactsConfig = true

  @Flag(name: .customLong("include-system-metrics"), help: "Serve the machine's memory, too.")
  var includesSystem = false

  @Flag(
    name: .customLong("include-rdb-file-size-metric"),
    help: "Serve the size of the dump, where the exporter may look at its file.")
  var includesDumpSize = false

  @Flag(
    name: .customLong("include-metrics-for-empty-databases"), inversion: .prefixedNo,
    help: "Serve zeros for databases without keys.")
  var includesEmptyDatabases = true

  @Flag(
    name: .customLong("exclude-latency-histogram-metrics"), help: "Leave out LATENCY HISTOGRAM.")
  var excludesHistogram = false

  @Flag(name: .customLong("include-modules-metrics"), help: "Serve the modules.")
  var includesModules = false

  @Flag(
    name: .customLong("include-search-indexes-metrics"), help: "Serve the indexes of RediSearch.")
  var includesSearch = false

  @Option(
    name: .customLong("check-search-indexes"),
    help: ArgumentHelp("Which of them.", valueName: "regex"))
  var searchIndexes = ".*"

  @Flag(
    name: .customLong("include-sentinel-peer-info"), help: "Serve a series for each other sentinel."
  )
  var includesPeers = false

  @Flag(name: .customLong("export-client-list"), help: "Serve the clients.")
  var exportsClients = false

  @Flag(name: .customLong("export-client-port"), help: "And their ports, which never come again.")
  var exportsPorts = false

  @Flag(name: .customLong("is-tile38"), help: "The server is a Tile38.")
  var isTile38 = false

  @Flag(
    name: .customLong("is-cluster"),
    help: ArgumentHelp(
      "Follow keys that are named to the nodes that have them, with the login of --redis.addr, and "
        + "serve /discover-cluster-nodes."))
  var isCluster = false

  @Flag(
    name: .customLong("cluster-discover-hostnames"),
    help: "Name the nodes by host in /discover-cluster-nodes.")
  var discoversHostNames = false

  @Flag(
    name: .customLong("append-instance-role-label"),
    help: "Label every series with its server's role.")
  var labelsRole = false

  @Option(
    name: .customLong("script"),
    help: ArgumentHelp("Lua scripts that return names and numbers.", valueName: "files"))
  var scripts = ""

  @Flag(
    name: .customLong("lua-script-read-only"), help: "Have the server refuse scripts that write.")
  var scriptsReadOnly = false

  @Flag(name: .customLong("redis-only-metrics"), help: "Leave out process_* and promhttp_*.")
  var redisOnly = false

  @Flag(name: .customLong("include-go-runtime-metrics"), help: .hidden)
  var includesGo = false

  func settings() throws -> CollectorSettings {
    var settings = CollectorSettings()
    settings.configCommand = configCommand
    settings.includeConfigMetrics = includesConfig
    settings.redactConfigMetrics = redactsConfig
    settings.includeSystemMetrics = includesSystem
    settings.includeEmptyDatabases = includesEmptyDatabases
    settings.excludeLatencyHistogram = excludesHistogram
    settings.includeModulesMetrics = includesModules
    settings.includeSearchIndexes = includesSearch
    settings.includeSentinelPeerInfo = includesPeers
    settings.exportClientList = exportsClients
    settings.exportClientPort = exportsPorts
    settings.isTile38 = isTile38
    if includesSearch {
      settings.searchIndexes = try Pattern.of(flag: "check-search-indexes", searchIndexes)
    }
    return settings
  }
}
