import Shared
import Testing

@testable import RedisExporter

@Suite struct RedisCollectorsTests {
  @Test func everythingThatUpstreamServesOfRedis7IsServed() throws {
    let info = InfoReply(RecordedInfo.primary)
    let server = ServerInfo(info)
    var metrics = MetricWriter()
    for collector in RedisCollectors.all(CollectorSettings()) {
      let commands = collector.commands(for: server)
      let replies = try commands.map { try Reply(parsing: try #require(recorded[$0.name])) }
      try collector.write(Answers(info, server, commands, replies), into: &metrics)
    }
    #expect(metrics.duplicates.isEmpty)
    let text = String(decoding: metrics.written.bytes, as: UTF8.self)
    let served = Set(text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") })
    for line in UpstreamNames.ofRedis7.split(separator: "\n") {
      #expect(served.contains("# TYPE \(line)"))
    }
  }

  @Test func collectorsHaveNamesOfTheirOwn() {
    var settings = CollectorSettings()
    settings.exportClientList = true
    settings.includeModulesMetrics = true
    settings.includeSearchIndexes = true
    settings.isTile38 = true
    let names = RedisCollectors.all(settings).map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.count == 16)
  }

  /// Replies of redis-server 7.0.15, cut short.
  private let recorded = [
    "CONFIG GET databases": Wire.strings("databases", "16"),
    "CONFIG GET maxclients": Wire.strings(
      "maxclients", "10000", "client-output-buffer-limit", "normal 0 0 0", "maxmemory", "0",
      "repl-backlog-size", "1048576", "io-threads", "1"),
    "LATENCY LATEST": "*1\r\n*4\r\n$7\r\ncommand\r\n:1795849822\r\n:249\r\n:249\r\n",
    "LATENCY HISTOGRAM":
      "*2\r\n$3\r\nset\r\n*4\r\n$5\r\ncalls\r\n:2\r\n$14\r\nhistogram_usec\r\n*2\r\n:16\r\n:2\r\n",
    "SLOWLOG LEN": ":128\r\n",
    "SLOWLOG GET 1": "*1\r\n*4\r\n:200113\r\n:1795849858\r\n:6\r\n*1\r\n$4\r\nPING\r\n",
  ]
}
