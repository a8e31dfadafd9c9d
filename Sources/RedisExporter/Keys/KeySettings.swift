/// Which keys of a server are looked at, and at what cost.
struct KeySettings: Sendable {
  /// `check-keys`: searched for by `SCAN`, where they are patterns.
  var keys = KeyPatterns.none
  /// `check-single-keys`.
  var singleKeys = KeyPatterns.none
  /// `count-keys`: only counted.
  var counts = KeyPatterns.none
  /// `check-streams`: searched for by `SCAN`, where they are patterns.
  var streams = KeyPatterns.none
  /// `check-single-streams`.
  var singleStreams = KeyPatterns.none
  /// `check-key-groups`; without any, the keys of no database are read.
  var groups: [LuaPattern] = []
  /// `max-distinct-key-groups`: how many groups of a database become series of their own.
  var groupLimit = 100
  /// `check-keys-batch-size`: about how many keys the server looks at in one step of a scan, during
  /// which it serves nobody else.
  var batchSize = 1000
  /// Whether the values of strings become metrics, and readable by everybody who reads those.
  var exportsKeyValues = false
  /// `streams-exclude-consumer-metrics`.
  var excludesConsumers = false
  /// `skip-checkkeys-for-role-master`: everything but key groups is left to the replicas.
  var skipsPrimaries = false
  /// The database that the session is in.
  var database = 0
  /// How many keys found by one pattern become series.
  var keyLimit = 1000
  /// How long the result of a long scan is served before the next one begins.
  var scanMaxAge = Duration.seconds(60)
  /// The most time of one scrape that goes into scans; it is half of what is left at most.
  var scanTime = Duration.milliseconds(250)
  /// A scan that takes less is repeated at each scrape.
  var shortScan = Duration.milliseconds(50)
  /// A scan that goes through more keys is not repeated at each scrape, however quick it was.
  var shortScanKeys = 100_000
}
