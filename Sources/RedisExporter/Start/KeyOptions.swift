import ArgumentParser
import Shared

/// The flags of what is read of keys.
struct KeyOptions: ParsableArguments, Sendable {
  @Option(
    name: .customLong("check-keys"),
    help: ArgumentHelp(
      "Keys by pattern, as db3=queue:*,user:*; searched for with SCAN.", valueName: "list"))
  var keys = ""

  @Option(
    name: .customLong("check-single-keys"),
    help: ArgumentHelp("Keys by name, as votes,db1=jobs.", valueName: "list"))
  var singleKeys = ""

  @Option(
    name: .customLong("count-keys"),
    help: ArgumentHelp("Patterns whose keys are counted, with SCAN.", valueName: "list"))
  var counts = ""

  @Option(
    name: .customLong("check-streams"),
    help: ArgumentHelp("Streams by pattern; searched for with SCAN.", valueName: "list"))
  var streams = ""

  @Option(
    name: .customLong("check-single-streams"),
    help: ArgumentHelp("Streams by name.", valueName: "list"))
  var singleStreams = ""

  @Option(
    name: .customLong("check-key-groups"),
    help: ArgumentHelp(
      "Lua patterns that say which group a key belongs to; goes through all keys.",
      valueName: "list"))
  var groups = ""

  @Option(
    name: .customLong("max-distinct-key-groups"),
    help: "How many groups of a database are told, those of most memory; the rest is one.")
  var groupLimit = 100

  @Option(
    name: .customLong("check-keys-batch-size"), help: "About how many keys are looked at in a step."
  )
  var batchSize = 1000

  @Option(
    name: .customLong("scan-max-age"),
    help: "How long what a long scan found is served before the next scan.")
  var scanMaxAge = "1m"

  @Flag(
    name: .customLong("export-key-values"),
    help: "Serve what checked keys hold, to everybody who reaches this port.")
  var exportsValues = false

  @Flag(name: .customLong("disable-exporting-key-values"), help: .hidden)
  var disablesValues = false

  @Flag(
    name: .customLong("streams-exclude-consumer-metrics"), help: "Leave out consumers of streams.")
  var excludesConsumers = false

  @Flag(
    name: .customLong("skip-checkkeys-for-role-master"), help: "Leave checks of keys to replicas.")
  var skipsPrimaries = false

  func settings() throws -> KeySettings {
    var settings = KeySettings()
    settings.keys = try KeyPatterns(parsing: keys, flag: "check-keys")
    settings.singleKeys = try KeyPatterns(parsing: singleKeys, flag: "check-single-keys")
    settings.counts = try KeyPatterns(parsing: counts, flag: "count-keys")
    settings.streams = try KeyPatterns(parsing: streams, flag: "check-streams")
    settings.singleStreams = try KeyPatterns(parsing: singleStreams, flag: "check-single-streams")
    for pattern in groups.split(separator: ",") {
      do throws(LuaPatternError) {
        settings.groups.append(try LuaPattern(String(pattern)))
      } catch {
        throw FlagError(flag: "check-key-groups", reason: "\(error)")
      }
    }
    guard groupLimit >= 0 else {
      throw FlagError(flag: "max-distinct-key-groups", reason: "must be 0 or more")
    }
    guard (1...1_000_000).contains(batchSize) else {
      throw FlagError(flag: "check-keys-batch-size", reason: "must be from 1 to 1000000")
    }
    settings.groupLimit = groupLimit
    settings.batchSize = batchSize
    do {
      settings.scanMaxAge = try Duration(flag: scanMaxAge)
    } catch {
      throw FlagError(
        flag: "scan-max-age", reason: "'\(scanMaxAge)' is not a duration such as 1m or 90s")
    }
    settings.exportsKeyValues = exportsValues && !disablesValues
    settings.excludesConsumers = excludesConsumers
    settings.skipsPrimaries = skipsPrimaries
    return settings
  }
}
