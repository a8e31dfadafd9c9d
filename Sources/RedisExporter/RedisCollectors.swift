import Shared

/// What may be set about the collectors, with upstream's defaults.
struct CollectorSettings: Sendable {
  /// What the server calls `CONFIG`; `-` when it is not to be asked.
  var configCommand = "CONFIG"
  /// Whether all parameters become metrics.
  var includeConfigMetrics = false
  /// Whether parameters that hold a password are left out.
  var redactConfigMetrics = true
  /// Whether the whole machine's memory is told.
  var includeSystemMetrics = false
  /// Whether databases without keys are told.
  var includeEmptyDatabases = true
  var excludeLatencyHistogram = false
  var includeSentinelPeerInfo = false
  var exportClientList = false
  var exportClientPort = false
  /// How many series the list of clients may make.
  var mostClientSeries = 10_000
  var includeModulesMetrics = false
  var includeSearchIndexes = false
  /// Which search indexes are told; all of them when it is `nil`.
  var searchIndexes: Pattern?
  var isTile38 = false
}

/// The collectors that read no keys.
enum RedisCollectors {
  static func all(_ options: CollectorSettings) -> [any RedisCollector] {
    let config = ConfigCommand(options.configCommand)
    var collectors: [any RedisCollector] = [
      InfoCollector(includeSystemMetrics: options.includeSystemMetrics),
      CommandstatsCollector(),
      ErrorstatsCollector(),
      KeyspaceCollector(includeEmptyDatabases: options.includeEmptyDatabases, config: config),
      ReplicationCollector(),
      LatencyCollector(),
      SlowlogCollector(),
      CommandlogCollector(config: config),
      ConfigCollector(
        includeConfigMetrics: options.includeConfigMetrics, redact: options.redactConfigMetrics,
        config: config),
      ClusterCollector(),
      SentinelCollector(
        includePeerInfo: options.includeSentinelPeerInfo,
        includeConfigMetrics: options.includeConfigMetrics, redact: options.redactConfigMetrics),
    ]
    if !options.excludeLatencyHistogram { collectors.append(LatencyHistogramCollector()) }
    if options.includeModulesMetrics { collectors.append(ModulesCollector()) }
    if options.includeSearchIndexes {
      collectors.append(SearchIndexesCollector(pattern: options.searchIndexes))
    }
    if options.isTile38 { collectors.append(Tile38Collector()) }
    // Behind the others: its reply may be the longest by far.
    if options.exportClientList {
      collectors.append(
        ClientListCollector(
          exportClientPort: options.exportClientPort, mostSeries: options.mostClientSeries))
    }
    return collectors
  }
}
