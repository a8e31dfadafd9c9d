import Foundation
import TestSupport
import Testing

/// What whoever may ask for `/scrape` can make the exporter do, and what not.
@Suite(.serialized, RedisServer.requirement.trait) struct RedisTargetTests {
  init() throws { try RedisServer.requirement.check() }

  private func passwords(_ entries: (address: String, password: String)...) throws
    -> TemporaryFolder
  {
    let lines = entries.map { "  \"\($0.address)\": \"\($0.password)\"" }
    return try TemporaryFolder([
      "passwords.json": "{\n" + lines.joined(separator: ",\n") + "\n}\n"
    ])
  }

  /// An exporter with a password for its own server, and a file with one for another.
  private func bench(_ own: RedisServer, _ folder: TemporaryFolder, _ flags: String...) throws
    -> RedisBench
  {
    try RedisBench(
      "unix://\(own.socket)",
      flags: ["--redis.password-file=\(folder.path)/passwords.json"] + flags,
      environment: ["REDIS_PASSWORD": RedisBench.secret])
  }

  @Test(arguments: [
    RogueServer.Behaviour.silent, .says("-NOAUTH Authentication required.\r\n"),
    .says("-MOVED 1 127.0.0.1:1\r\n"),
  ])
  func aTargetThatTheFileDoesNotNameIsToldNoPassword(behaviour: RogueServer.Behaviour) throws {
    let own = try RedisServer("requirepass \(RedisBench.secret)")
    let other = try RedisServer("requirepass hunter3-other", tcp: true)
    let rogue = try RogueServer(behaviour)
    let place = "127.0.0.1:\(try #require(other.port))"
    let folder = try passwords(
      ("redis://\(place)", "hunter3-other"),
      ("redis://vigie@127.0.0.1:\(rogue.port)", "hunter4-named"))
    let bench = try bench(own, folder)
    try bench.recover()
    #expect(try bench.scrape("/scrape?target=redis://\(place)").isUp)

    let there = "127.0.0.1:\(rogue.port)"
    for target in [
      "redis://\(there)", there, "redis://:hunter5-url@\(there)",
      "redis://someone:hunter5-url@\(there)/3",
      "redis://someone@\(there)", "valkey://\(there)", "redis://\(place)@\(there)",
      "redis://localhost:\(rogue.port)",
    ] {
      let page = try bench.scrape("/scrape?target=\(target)")
      #expect(!page.isUp)
      #expect(!page.text.contains("hunter5"))
    }
    #expect(rogue.clients >= 4)
    #expect(rogue.said.contains("INFO"))
    #expect(!rogue.said.contains("AUTH"))
    #expect(!rogue.said.contains("hunter"))
    #expect(!bench.log.contains("hunter"))
    // It is told to whom the file names, and only to that user.
    _ = try bench.scrape("/scrape?target=redis://vigie@\(there)")
    #expect(rogue.said.contains("hunter4-named"))
    #expect(!rogue.said.contains("hunter3"))
    #expect(!rogue.said.contains(RedisBench.secret))
  }

  @Test func aTargetThatIsNotAllowedIsNotEvenConnectedTo() throws {
    let own = try RedisServer()
    let other = try RedisServer(tcp: true)
    let rogue = try RogueServer(.silent)
    let place = "127.0.0.1:\(try #require(other.port))"
    let there = "127.0.0.1:\(rogue.port)"
    let bench = try RedisBench(own, "--scrape.targets=\(place)")
    #expect(try bench.scrape("/scrape?target=redis://\(place)").isUp)
    for target in [
      "redis://\(there)", there, "rediss://\(there)", "redis://\(place)@\(there)",
      "redis://localhost:\(rogue.port)", "redis://\(there)/0?\(place)",
      "redis://\(there)%23\(place)",
    ] {
      let answer = try bench.exporter.get("/scrape?target=\(target)")
      #expect(answer.status == 403, "\(target): \(answer.body)")
      #expect(!answer.body.contains("redis_up"))
    }
    #expect(rogue.clients == 0)
    #expect(
      try bench.scrape()["redis_target_scrape_request_errors_total"] == "7")
  }

  @Test func ourOwnFlagsHaveVariablesAsUpstreamsDo() throws {
    let server = try RedisServer(tcp: true)
    let other = try RedisServer(tcp: true)
    let third = try RedisServer(tcp: true)
    try server.cli("set", "public", "314159")
    func place(_ server: RedisServer) throws -> String {
      "127.0.0.1:\(try #require(server.port))"
    }
    let bench = try RedisBench(
      server, "--check-single-keys=public",
      environment: [
        "REDIS_EXPORTER_SCRAPE_TARGETS": "\(try place(server)), \(try place(other))",
        "REDIS_EXPORTER_EXPORT_KEY_VALUES": "true", "REDIS_EXPORTER_SCAN_MAX_AGE": "5m",
      ])
    #expect(try bench.scrape()[#"redis_key_value{db="db0",key="public"}"#] == "314159")
    #expect(try bench.scrape("/scrape?target=\(place(server))").isUp)
    #expect(try bench.scrape("/scrape?target=\(place(other))").isUp)
    #expect(try bench.exporter.get("/scrape?target=\(place(third))").status == 403)
  }

  @Test func whatNamesNoServerIsRefused() throws {
    let own = try RedisServer()
    let bench = try RedisBench(own)
    for (query, status) in [
      ("", 400), ("?target=", 400), ("?target=ftp://cache1", 400),
      ("?target=redis://127.0.0.1:0", 400), ("?target=redis://127.0.0.1:99999", 400),
      ("?target=redis://a&target=redis://b", 400), ("?target=redis://127.0.0.1:1/x", 400),
      ("?target=redis://127.0.0.1:1&check-keys=dbx=a", 400),
      ("?target=redis://127.0.0.1:1%0d%0aFLUSHALL", 400),
      ("?target=unix://\(own.socket)", 403),
    ] {
      let answer = try bench.exporter.get("/scrape\(query)")
      #expect(answer.status == status, "\(query): \(answer.body)")
      #expect(!answer.body.contains("redis_up"), "\(query)")
    }
    #expect(try bench.scrape().isUp)
    let closed = try RedisBench(own, "--disable-scrape-endpoint")
    #expect(try closed.exporter.get("/scrape?target=redis://127.0.0.1:1").status == 404)
  }

  @Test func whatAKeyHoldsIsShownOnlyOfThoseThatTheFlagsName() throws {
    let server = try RedisServer(tcp: true)
    try server.cli("set", "secret", "votes-of-alice")
    try server.cli("set", "pin", "271828")
    try server.cli("set", "public", "314159")
    let bench = try RedisBench(server, "--export-key-values", "--check-single-keys=public")
    #expect(try bench.scrape()[#"redis_key_value{db="db0",key="public"}"#] == "314159")
    let target = "/scrape?target=127.0.0.1:\(try #require(server.port))"
    for query in [
      "&check-single-keys=secret,pin", "&check-keys=secret,pin", "&check-keys=*",
      "&check-single-keys=public,secret,pin", "&check-keys=pi*,sec*&count-keys=*",
    ] {
      let page = try bench.scrape(target + query)
      #expect(page.isUp)
      #expect(page[#"redis_key_size{db="db0",key="secret"}"#] == "14", "\(query)")
      #expect(page.lines("redis_key_value") == [], "\(query)")
      #expect(page.lines("redis_key_value_as_string") == [], "\(query)")
      #expect(!page.text.contains("votes-of-alice"))
      #expect(!page.text.contains("271828"))
    }
    // What the flags show they show of targets, too.
    #expect(try bench.scrape(target)[#"redis_key_value{db="db0",key="public"}"#] == "314159")
  }

  @Test func targetsThatHangLeaveTheOwnServersPageAlone() throws {
    let own = try RedisServer()
    let rogue = try RogueServer(.silent)
    let bench = try RedisBench(own, "--web.max-requests=8")
    try bench.recover()
    let answered = Counter()
    let port = bench.exporter.port
    let target = "/scrape?target=redis://127.0.0.1:\(rogue.port)"
    for _ in 0..<12 {
      Thread.detachNewThread {
        let request = try? LocalRequest(port: port)
        _ = try? request?.get(target, ["X-Prometheus-Scrape-Timeout-Seconds: 3"])
        answered.increment()
      }
    }
    try wait(seconds: 10, for: "the first to be under way") { rogue.clients > 0 }
    for _ in 0..<5 { #expect(try bench.scrape().isUp) }
    try wait(seconds: 20, for: "all to be answered") { answered.value == 12 }
    #expect(rogue.clients <= 2)
  }

  @Test func aReloadThatFailsKeepsThePasswordsThatWere() throws {
    let own = try RedisServer()
    let other = try RedisServer("requirepass \(RedisBench.secret)", tcp: true)
    let place = "127.0.0.1:\(try #require(other.port))"
    let folder = try passwords(("redis://\(place)", RedisBench.secret))
    let bench = try RedisBench(own, "--redis.password-file=\(folder.path)/passwords.json")
    let target = "/scrape?target=redis://\(place)"
    func reload() throws -> Answer {
      try Answer(["--request", "POST", "http://127.0.0.1:\(bench.exporter.port)/-/reload"])
    }
    #expect(try bench.scrape(target).isUp)
    for text in [
      "{\"redis://\(place)\": ", "[\"\(RedisBench.secret)\"]",
      "{\"ftp://x\": \"\(RedisBench.secret)\"}",
      "{\"redis://\(place)\": {\"a\": \"\(RedisBench.secret)\"}}",
    ] {
      try folder.write(text, to: "passwords.json")
      let answer = try reload()
      #expect(answer.status == 500, "\(text)")
      bench.checkSecrecy(answer.body)
      #expect(try bench.scrape(target).isUp, "\(text)")
    }
    try folder.remove("passwords.json")
    #expect(try reload().status == 500)
    #expect(try bench.scrape(target).isUp)
    let metric = "redis_exporter_config_last_reload_successful"
    #expect(try bench.scrape()[metric] == "0")

    // Another file is another login.
    try folder.write("{\"redis://\(place)\": \"wrong-now\"}", to: "passwords.json")
    #expect(try reload().status == 200)
    let page = try bench.scrape(target)
    #expect(page.reason == "auth")
    #expect(!bench.log.contains("wrong-now"))
    try folder.write("{\"redis://\(place)\": \"\(RedisBench.secret)\"}", to: "passwords.json")
    #expect(try reload().status == 200)
    #expect(try bench.scrape(target).isUp)
    #expect(try bench.scrape()[metric] == "1")
    try wait(seconds: 10, for: "the old sessions to end") {
      try RedisBench.connections(other, "--no-auth-warning", "-a", RedisBench.secret) == 1
    }
  }
}
