import Foundation
import TestSupport
import Testing

/// Answers that are cut, and answers that are none.
@Suite(.serialized, RedisServer.requirement.trait) struct RedisNonsenseTests {
  init() throws { try RedisServer.requirement.check() }

  @Test func aConnectionThatIsCutInAReplyCostsWhatHadNotCome() throws {
    let server = try RedisServer(tcp: true)
    let relay = try Relay(to: try #require(server.port))
    let bench = try RedisBench(port: relay.port)
    let whole = try bench.recover()
    var partial = 0
    // Both within INFO and behind it, where the replies of the collectors are.
    let info = try server.cli("info", "all").utf8.count
    for bytes in [0, 1, 3, 200, info / 2, info + 100, info + 200, info + 400, info + 800] {
      relay.set(.cuts(after: bytes))
      for _ in 0..<2 {
        let page = try bench.scrape()
        if page.isUp, page.reason != "" {
          partial += 1
          #expect(page.reason == "refused")
          #expect(!page.failed.isEmpty)
        }
        // Of a reply that had come, all is there; of others nothing.
        let figures = [
          "redis_connected_clients", "redis_uptime_in_seconds", "redis_memory_used_bytes",
        ]
        for name in figures {
          #expect((page[name] != nil) == page.isUp, "\(name) after \(bytes) bytes")
        }
        for (collector, name) in [
          ("slowlog", "redis_slowlog_length"), ("config", "redis_config_maxclients"),
        ] {
          #expect((page[name] != nil) == page.succeeded.contains(collector))
        }
      }
      relay.set(.passes)
      #expect(try bench.recover().succeeded == whole.succeeded)
      try bench.holdsOneConnection(to: server)
    }
    #expect(partial > 0)
    let down = bench.told("server is down").count
    #expect(down > 0 && down <= 9)
    #expect(bench.told("server answers again").count == down)
  }

  @Test(arguments: [0, 3, 100, 3000]) func rubbishAfterAGoodBeginningIsNoAnswer(bytes: Int) throws {
    let server = try RedisServer(tcp: true)
    let relay = try Relay(to: try #require(server.port))
    let bench = try RedisBench(port: relay.port)
    let whole = try bench.recover()
    relay.set(.talksRubbish(after: bytes))
    // Rubbish can look like the length of a long text, the rest of which never comes; and in a text
    // that has the length that it should have, it is not the protocol that is wrong, but what follows.
    let page = try bench.scrape()
    #expect(["protocol", "timeout"].contains(page.reason), "\(page.reason ?? "?")")
    #expect(!page.failed.isEmpty)
    if bytes < 100 { #expect(!page.isUp) }
    // The next one cannot even log in.
    let next = try bench.scrape()
    #expect(["protocol", "timeout"].contains(next.reason), "\(next.reason ?? "?")")
    relay.set(.passes)
    #expect(try bench.recover().succeeded == whole.succeeded)
    #expect(bench.exporter.program.isRunning)
    try bench.holdsOneConnection(to: server)
  }

  /// What is no Redis, and what the exporter says of it.
  struct Rogue: Sendable, CustomTestStringConvertible {
    let behaviour: RogueServer.Behaviour
    let reason: String
    var testDescription: String { "\(behaviour.testDescription), which is \(reason)" }
  }

  @Test(arguments: [
    Rogue(behaviour: .silent, reason: "timeout"),
    Rogue(behaviour: .says("HTTP/1.1 400 Bad Request\r\n\r\n"), reason: "protocol"),
    Rogue(
      behaviour: .says((0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 7) }),
      reason: "protocol"),
    Rogue(behaviour: .says("+OK\r\n+OK\r\n+OK\r\n+OK\r\n"), reason: "protocol"),
    Rogue(
      behaviour: .says("*1\r\n" + String(repeating: "*1\r\n", count: 5000)), reason: "protocol"),
    Rogue(behaviour: .says("$-2\r\n"), reason: "protocol"),
    Rogue(behaviour: .says("*2147483647\r\n"), reason: "protocol"),
    Rogue(behaviour: .says("$2147483647\r\n"), reason: "protocol"),
    Rogue(behaviour: .says("$16777216\r\n"), reason: "timeout"),
    Rogue(behaviour: .says("$500000000\r\n"), reason: "timeout"),
    Rogue(behaviour: .neverEnds(after: "$2147483647\r\n"), reason: "protocol"),
    Rogue(behaviour: .neverEnds(after: "*2147483647\r\n"), reason: "protocol"),
    Rogue(behaviour: .neverEnds(after: "$16777216\r\n"), reason: "protocol"),
    Rogue(behaviour: .neverEnds(after: "+"), reason: "protocol"),
    Rogue(behaviour: .neverEnds(after: "-ERR "), reason: "protocol"),
    Rogue(behaviour: .neverEnds(after: ":"), reason: "protocol"),
    Rogue(behaviour: .neverEnds(after: "$"), reason: "protocol"),
    Rogue(behaviour: .neverEnds(after: ""), reason: "protocol"),
  ]) func whatIsNoRedisIsDownAndTakesNoMemory(rogue: Rogue) throws {
    let listener = try RogueServer(rogue.behaviour)
    let bench = try RedisBench(port: listener.port)
    let before = try bench.memory
    try bench.staysDown(rogue.reason, times: 3)
    #expect(listener.clients >= 1)
    #expect(bench.told("server is down").count == 1)
    #expect(try bench.peakMemory - before < 64 * 1024)
    #expect(bench.exporter.program.isRunning)
    try wait(seconds: 10, for: "the connections to end") { listener.present <= 1 }
  }
}
