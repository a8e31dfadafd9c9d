import Shared
import Testing

@testable import RedisExporter

@Suite struct Tile38CollectorTests {
  @Test func fieldsByTurnsWithTheirValues() throws {
    let reply = Wire.strings(
      "tile38_aof_size", "1024", "tile38_read_only", "false", "tile38_version", "1.30.0",
      "tile38_go_threads", "12")
    #expect(
      try Scrape(Tile38Collector(), info: "", reply).samples == [
        "redis_tile38_aof_size_bytes 1024", "redis_tile38_read_only 0",
        "redis_tile38_threads_total 12",
      ])
  }

  @Test func redisHasNone() throws {
    #expect(try Scrape(Tile38Collector(), info: "", Wire.unknown).error is Absent)
  }
}
