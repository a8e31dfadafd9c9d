import Foundation
import TestSupport
import Testing

/// A Redis that does not let us in, or lets us see too little.
@Suite(.serialized, RedisServer.requirement.trait) struct RedisLoginTests {
  init() throws { try RedisServer.requirement.check() }

  @Test func aWrongPasswordIsDownForThatReasonUntilItIsTheRightOne() throws {
    let server = try RedisServer("requirepass another")
    let bench = try RedisBench(server, environment: ["REDIS_PASSWORD": RedisBench.secret])
    try bench.staysDown("auth", times: 4)
    #expect(bench.told("server is down").count == 1)
    #expect(bench.told("reason=auth").count == 1)
    #expect(try RedisBench.connections(server, "--no-auth-warning", "-a", "another") == 0)
    #expect(!bench.log.contains("another"))

    try server.cli(
      "--no-auth-warning", "-a", "another", "config", "set", "requirepass", RedisBench.secret)
    try bench.recover()
    #expect(bench.told("level=error").count == 1)
    #expect(
      try RedisBench.connections(server, "--no-auth-warning", "-a", RedisBench.secret) == 1)
  }

  @Test func noPasswordWhereOneIsNeededIsDownUntilNoneIs() throws {
    let server = try RedisServer("requirepass another")
    let bench = try RedisBench(server)
    try bench.staysDown("auth", times: 3)
    try server.cli("--no-auth-warning", "-a", "another", "config", "set", "requirepass", "")
    try bench.recover()
    try bench.holdsOneConnection(to: server)
  }

  @Test func aPasswordWhereNoneIsSetIsToldSo() throws {
    let server = try RedisServer()
    let bench = try RedisBench(server, environment: ["REDIS_PASSWORD": RedisBench.secret])
    try bench.staysDown("auth", times: 3)
    #expect(bench.told("without any password configured").count == 1)
    try server.cli("config", "set", "requirepass", RedisBench.secret)
    try bench.recover()
  }

  @Test func aUserThatIsThrownOutIsDownUntilItIsLetInAgain() throws {
    let rights = ["~*", "+@all"]
    let server = try RedisServer("user vigie on >\(RedisBench.secret) ~* +@all")
    let bench = try RedisBench(
      server, environment: ["REDIS_USER": "vigie", "REDIS_PASSWORD": RedisBench.secret])
    try bench.recover()
    try server.cli("acl", "deluser", "vigie")
    try bench.staysDown("auth", times: 3)
    try server.ask(["acl", "setuser", "vigie", "on", ">\(RedisBench.secret)"] + rights)
    try bench.recover()
    try bench.holdsOneConnection(to: server)
  }

  @Test func aUserThatMayNotAskForSomeThingsLacksOnlyThese() throws {
    let server = try RedisServer(
      "user vigie on >\(RedisBench.secret) ~* +@all -config -latency -slowlog")
    let bench = try RedisBench(
      server, environment: ["REDIS_USER": "vigie", "REDIS_PASSWORD": RedisBench.secret])
    let expected = ["config", "latency", "latency_histogram", "slowlog"]
    for _ in 0..<6 {
      let page = try bench.scrape()
      #expect(page.isUp)
      #expect(page.reason == "")
      #expect(page.failed.sorted() == expected)
      #expect(page.succeeded.contains("info"))
      #expect(page.succeeded.contains("keyspace"))
    }
    for collector in expected {
      #expect(bench.told("collector=\(collector) ").count == 1, "\(collector): \(bench.log)")
    }
    #expect(bench.told("level=error").count == expected.count)
    try bench.holdsOneConnection(to: server)

    try server.cli("acl", "setuser", "vigie", "+@all")
    let page = try bench.recover()
    #expect(page["redis_exporter_connects_total"] == "1")
    #expect(page["redis_config_maxmemory"] != nil)
    #expect(bench.told("collector works again").count == expected.count)
  }

  @Test func aUserThatMayNotEvenAskForInfoIsDown() throws {
    let server = try RedisServer("user vigie on >\(RedisBench.secret) ~* +@all -info")
    let bench = try RedisBench(
      server, environment: ["REDIS_USER": "vigie", "REDIS_PASSWORD": RedisBench.secret])
    try bench.staysDown("acl", times: 3)
    try server.cli("acl", "setuser", "vigie", "+info")
    try bench.recover()
    try bench.holdsOneConnection(to: server)
  }

  @Test func aPasswordInFlagsIsHiddenFromPS() throws {
    let server = try RedisServer("requirepass \(RedisBench.secret)", tcp: true)
    let place = "127.0.0.1:\(try #require(server.port))"
    for flags in [
      ["--redis.addr=redis://\(place)", "--redis.password=\(RedisBench.secret)"],
      ["--redis.addr", "redis://:\(RedisBench.secret)@\(place)"],
    ] {
      let bench = try RedisBench("", flags: flags)
      #expect(try bench.scrape().isUp)
    }
  }

  @Test func aServerThatRepeatsThePasswordHasItLeftOut() throws {
    let rogue = try RogueServer(
      .says("-ERR unknown command 'AUTH', with args beginning with: '\(RedisBench.secret)'\r\n"))
    let bench = try RedisBench(port: rogue.port, environment: ["REDIS_PASSWORD": RedisBench.secret])
    try bench.staysDown("auth", times: 3)
    #expect(rogue.said.contains(RedisBench.secret))
    #expect(bench.told("unknown command 'AUTH'").count == 1)
  }
}
