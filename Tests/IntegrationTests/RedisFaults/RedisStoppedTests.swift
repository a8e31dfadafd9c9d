import Foundation
import TestSupport
import Testing

/// A Redis that is gone, hangs, is busy, full or not ready yet.
@Suite(.serialized, RedisServer.requirement.trait) struct RedisStoppedTests {
  init() throws { try RedisServer.requirement.check() }

  @Test func aServerThatStopsIsDownUntilItIsStartedAgain() throws {
    let server = try RedisServer()
    let bench = try RedisBench(server)
    let before = try bench.recover()
    #expect(before.fromServer.count > 100)

    server.stop()
    try bench.staysDown("refused", times: 6)
    #expect(bench.told("server is down").count == 1)
    let descriptors = try bench.descriptors
    try bench.staysDown("refused", times: 20)
    #expect(try bench.descriptors <= descriptors)

    try server.start()
    let after = try bench.recover()
    #expect(after.succeeded == before.succeeded)
    #expect(after["redis_exporter_connections"] == "1")
    #expect(bench.told("server answers again").count == 1)
    #expect(bench.told("level=error").count == 1)
    try bench.holdsOneConnection(to: server)
  }

  @Test func aRestartBetweenTwoScrapesCostsNone() throws {
    let server = try RedisServer()
    let bench = try RedisBench(server)
    try bench.recover()
    for _ in 0..<2 {
      try server.restart()
      let page = try bench.scrape()
      #expect(page.isUp)
      #expect(page.reason == "")
      #expect(page.failed == [])
    }
    #expect(try bench.scrape()["redis_exporter_connects_total"] == "3")
    // Nor does a connection that somebody ends, as often as one likes.
    for _ in 0..<30 {
      try server.cli("client", "kill", "type", "normal")
      let page = try bench.scrape()
      #expect(page.isUp)
      #expect(page.reason == "")
    }
    #expect(try RedisBench.connections(server) == 1)
    #expect(bench.told("level=error") == [])
  }

  @Test func aFrozenServerIsDownAtTheDeadlineAndUpWhenItThaws() throws {
    let server = try RedisServer()
    let bench = try RedisBench(server)
    let before = try bench.recover()

    server.freeze()
    try bench.staysDown("timeout", times: 4)
    #expect(bench.told("server is down").count == 1)
    let descriptors = try bench.descriptors
    try bench.staysDown("timeout", times: 4)
    #expect(try bench.descriptors <= descriptors)

    server.thaw()
    #expect(try bench.recover().succeeded == before.succeeded)
    #expect(bench.told("server answers again").count == 1)
    #expect(bench.told("level=error").count == 1)
    try bench.holdsOneConnection(to: server)
  }

  @Test func aServerThatWasFrozenFromTheFirstIsDownUntilItThaws() throws {
    let server = try RedisServer()
    let bench = try RedisBench(server)
    server.freeze()
    try bench.staysDown("timeout", times: 3)
    server.thaw()
    try bench.recover()
    try bench.holdsOneConnection(to: server)
  }

  @Test func aServerThatSleepsIsDownWhileItDoes() throws {
    let server = try RedisServer()
    let bench = try RedisBench(server)
    try bench.recover()
    let sleep = try server.begin("debug", "sleep", "5")
    // The command is on its way in a moment; until then the server answers.
    try wait(seconds: 3, for: "the server to sleep") { try !bench.scrape().isUp }
    #expect(sleep.isRunning)
    #expect(bench.told("reason=timeout").count == 1)
    try bench.recover()
    sleep.finish()
    #expect(bench.told("server answers again").count == 1)
    try bench.holdsOneConnection(to: server)
  }

  @Test func aScriptThatNeverEndsMakesItBusyUntilItIsKilled() throws {
    let server = try RedisServer("lua-time-limit 100")
    let bench = try RedisBench(server)
    try bench.recover()
    let script = try server.begin("eval", "while true do end", "0")
    try wait(seconds: 20, for: "the script to keep it busy") {
      try server.cli("ping").contains("BUSY")
    }
    try bench.staysDown("busy", times: 3)
    let descriptors = try bench.descriptors
    try bench.staysDown("busy", times: 10)
    #expect(try bench.descriptors <= descriptors)
    #expect(bench.told("server is down").count == 1)
    #expect(try server.cli("script", "kill") == "OK")
    script.finish()
    try bench.recover()
    try bench.holdsOneConnection(to: server)
  }

  @Test(arguments: [false, true])
  func aServerThatIsFullIsDownForThatReasonUntilSomebodyLeaves(tcp: Bool) throws {
    let server = try RedisServer("maxclients 3", tcp: true)
    let port = try #require(server.port)
    var idle = try (0..<3).map { _ in try IdleClient(port: port) }
    #expect(throws: Failure.self) { try IdleClient(port: port) }
    let bench =
      try tcp
      ? RedisBench(port: port)
      : RedisBench(server, environment: ["REDIS_PASSWORD": RedisBench.secret])
    try bench.staysDown("too_many_clients", times: 4)
    #expect(bench.told("reason=too_many_clients").count == 1)
    // One place for us, and one for redis-cli.
    idle.removeLast(2)
    if tcp {
      try bench.recover()
      try bench.holdsOneConnection(to: server)
      #expect(bench.told("level=error").count == 1)
    } else {
      // Now it lets us in, and there is no password to be logged in with.
      try wait(seconds: 20, for: "another reason") { try bench.scrape().reason == "auth" }
    }
    withExtendedLifetime(idle) {}
  }

  @Test func aServerThatSaysFarewellAtOnceIsUnderstood() throws {
    let rogue = try RogueServer(.hangsUp(saying: "-ERR max number of clients reached\r\n"))
    let bench = try RedisBench(port: rogue.port)
    try bench.staysDown("too_many_clients", times: 3)
  }

  @Test func aServerThatLoadsItsDumpIsUpAndSaysThatItLoads() throws {
    let server = try RedisServer(
      "key-load-delay 100", "loading-process-events-interval-bytes 1024")
    let bench = try RedisBench(server, "--check-keys=key:1*", "--check-single-keys=key:7")
    try server.cli("debug", "populate", "40000")
    #expect(try server.cli("save") == "OK")
    try bench.recover()

    let isStarted = Gate()
    Thread.detachNewThread {
      try? server.restart()
      isStarted.open()
    }
    defer { isStarted.pass() }
    var loading = 0
    try wait(seconds: 60, for: "it to load and then to have loaded") {
      let page = try bench.scrape()
      if page["redis_loading_dump_file"] == "1" { loading += 1 }
      return loading > 0 && page.isUp && page["redis_loading_dump_file"] == "0"
    }
    #expect(loading > 0)
    let after = try bench.recover()
    #expect(after[#"redis_db_keys{db="db0"}"#] == "40000")
    isStarted.pass()
    try bench.holdsOneConnection(to: server)
  }
}
