import Foundation
import TestSupport
import Testing

/// The exporter in front of one node of a cluster, with keys that are other nodes': `queue:1` is the
/// first node's, `votes` the second's and `queue:2` the third's.
@Suite(.serialized, RedisServer.requirement.trait) struct RedisClusterTests {
  init() throws { try RedisServer.requirement.check() }

  private static let keys = "--check-single-keys=queue:1,votes,queue:2"

  /// A cluster with the keys, where each node wants this password.
  private func cluster(_ password: String, announcing port: Int? = nil) throws -> RedisCluster {
    let cluster = try RedisCluster(announcing: port)
    for (node, key) in zip(cluster.nodes, ["queue:1", "votes", "queue:2"]) {
      try node.cli("set", key, "x")
      try node.cli("config", "set", "requirepass", password)
    }
    return cluster
  }

  private func sizes(_ page: MetricsPage) -> [String] {
    page.lines("redis_key_size").compactMap { line in
      let parts = line.split(separator: "\"")
      return line.hasSuffix(" 1") && parts.count > 3 ? String(parts[3]) : nil
    }
  }

  private func place(_ node: RedisServer) throws -> String {
    "127.0.0.1:\(try #require(node.port))"
  }

  @Test func keysOfAllNodesAreOnThePageAndANodeThatHangsCostsItsOwn() throws {
    let cluster = try cluster(RedisBench.secret)
    let bench = try RedisBench(
      port: try #require(cluster.nodes[0].port), "--is-cluster", Self.keys,
      environment: ["REDIS_PASSWORD": RedisBench.secret])
    for _ in 0..<3 { #expect(sizes(try bench.recover()) == ["queue:1", "votes", "queue:2"]) }
    let login = ["--no-auth-warning", "-a", RedisBench.secret]
    for node in cluster.nodes {
      let clients = try node.ask(login + ["client", "list"])
      #expect(clients.split(separator: "\n").count { $0.contains("name=redis_exporter") } == 1)
    }

    cluster.nodes[1].freeze()
    for _ in 0..<4 {
      let page = try bench.scrape()
      #expect(page.isUp)
      #expect(sizes(page) == ["queue:1", "queue:2"])
      #expect(page.failed == ["keys"])
    }
    let told = bench.told("level=error")
    #expect(told.count == 1)
    #expect(told.first?.contains(try place(cluster.nodes[1])) == true, "\(told)")
    cluster.nodes[1].thaw()
    #expect(sizes(try bench.recover()) == ["queue:1", "votes", "queue:2"])
  }

  @Test func withoutTheFlagNobodyElseIsAsked() throws {
    let cluster = try cluster(RedisBench.secret)
    let bench = try RedisBench(
      port: try #require(cluster.nodes[0].port), Self.keys,
      environment: ["REDIS_PASSWORD": RedisBench.secret])
    #expect(sizes(try bench.recover()) == ["queue:1"])
    let clients = try cluster.nodes[1].ask(
      ["--no-auth-warning", "-a", RedisBench.secret, "client", "list"])
    #expect(!clients.contains("name=redis_exporter"))
  }

  // MARK: Who is told a password

  /// An exporter with a server of its own that is no cluster's, and a file of passwords.
  private func bench(
    _ own: RedisServer, _ entries: [String: String], _ flags: String...
  ) throws -> (RedisBench, folder: TemporaryFolder) {
    let lines = entries.map { "  \"\($0.key)\": \"\($0.value)\"" }
    let folder = try TemporaryFolder([
      "passwords.json": "{\n" + lines.joined(separator: ",\n") + "\n}\n"
    ])
    let bench = try RedisBench(
      "unix://\(own.socket)",
      flags: ["--redis.password-file=\(folder.path)/passwords.json", "--is-cluster"] + flags)
    return (bench, folder)
  }

  @Test func aTargetsPasswordIsForNoNodeThatTheFileDoesNotName() throws {
    let rogue = try RogueServer(.silent)
    let cluster = try cluster(RedisBench.secret, announcing: rogue.port)
    let seed = try place(cluster.nodes[0])
    let second = try place(cluster.nodes[1])
    let own = try RedisServer()
    // The second node has an entry, and the third, who says that he is the rogue, has none.
    let (bench, _) = try bench(
      own, ["redis://\(seed)": RedisBench.secret, "redis://\(second)": RedisBench.secret])
    let page = try bench.scrape("/scrape?target=\(seed)&check-single-keys=queue:1,votes,queue:2")
    #expect(sizes(page) == ["queue:1", "votes"])
    #expect(page.failed == ["keys"])
    #expect(rogue.clients == 0)
    let told = bench.told("is not in --redis.password-file")
    #expect(told.count == 1)
    #expect(told.first?.contains("redis://127.0.0.1:\(rogue.port)") == true, "\(bench.log)")
  }

  @Test func aNodeGetsThePasswordThatTheFileHasForItAndNoOther() throws {
    let rogue = try RogueServer(.silent)
    let cluster = try cluster(RedisBench.secret, announcing: rogue.port)
    let seed = try place(cluster.nodes[0])
    let own = try RedisServer()
    let (bench, _) = try bench(
      own, ["redis://\(seed)": RedisBench.secret, "redis://127.0.0.1:\(rogue.port)": "hunter5-its"])
    let page = try bench.scrape("/scrape?target=\(seed)&check-single-keys=queue:1,queue:2")
    #expect(sizes(page) == ["queue:1"])
    #expect(rogue.said.contains("hunter5-its"))
    #expect(!rogue.said.contains(RedisBench.secret))
    #expect(!bench.log.contains("hunter5"))
  }

  @Test func aTargetWithoutAPasswordLeadsToNobodyWhoGetsOne() throws {
    let rogue = try RogueServer(.silent)
    let cluster = try cluster("", announcing: rogue.port)
    let seed = try place(cluster.nodes[0])
    let own = try RedisServer()
    let (bench, _) = try bench(own, ["redis://127.0.0.1:\(rogue.port)": "hunter5-its"])
    let page = try bench.scrape("/scrape?target=\(seed)&check-single-keys=queue:1,votes,queue:2")
    #expect(sizes(page) == ["queue:1", "votes"])
    #expect(rogue.clients > 0)
    #expect(rogue.said.contains("INFO"))
    #expect(!rogue.said.contains("AUTH"))
  }

  @Test func aNodeThatIsNotAllowedIsNotEvenConnectedTo() throws {
    let rogue = try RogueServer(.silent)
    let cluster = try cluster("", announcing: rogue.port)
    let seed = try place(cluster.nodes[0])
    let own = try RedisServer()
    let (bench, _) = try bench(
      own, [:], "--scrape.targets=\(seed)", "--scrape.targets=\(try place(cluster.nodes[1]))")
    let page = try bench.scrape("/scrape?target=\(seed)&check-single-keys=queue:1,votes,queue:2")
    #expect(sizes(page) == ["queue:1", "votes"])
    #expect(rogue.clients == 0)
    #expect(bench.told("is none that --scrape.targets allows").count == 1)
  }

  @Test func theOwnServersNodesAreTrustedAsItIs() throws {
    let rogue = try RogueServer(.silent)
    let cluster = try cluster(RedisBench.secret, announcing: rogue.port)
    let bench = try RedisBench(
      port: try #require(cluster.nodes[0].port), "--is-cluster", Self.keys,
      environment: ["REDIS_PASSWORD": RedisBench.secret])
    let page = try bench.scrape()
    #expect(page.isUp)
    #expect(sizes(page) == ["queue:1", "votes"])
    #expect(rogue.said.contains(RedisBench.secret))
  }
}
