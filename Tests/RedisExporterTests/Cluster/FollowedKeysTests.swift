import Shared
import TestSupport
import Testing

@testable import RedisExporter

/// Keys of a cluster's other nodes. Of the keys here `queue:1` is the first node's, `votes` the
/// second's and `queue:2` the third's.
@Suite(.serialized, RedisServer.requirement.trait) struct FollowedKeysTests {
  let cluster: RedisCluster
  let session: SocketSession

  init() throws {
    try RedisServer.requirement.check()
    cluster = try RedisCluster()
    session = try SocketSession(cluster.nodes[0].socket)
    try cluster.cli("rpush", "queue:1", "a")
    try cluster.cli("set", "votes", "1234")
    try cluster.cli("rpush", "queue:2", "a", "b", "c")
  }

  private func nodes() throws -> NodeSessions {
    let resolver = Resolver()
    let any = try RedisAddress("redis://127.0.0.1:1")
    return NodeSessions(of: .unix(path: cluster.nodes[0].socket)) { place throws(RedisError) in
      var address = any
      address.place = place
      return Login(
        dialer: Dialer(address: address, resolver: resolver), figures: ServerFigures())
    }
  }

  private func checks(keys: String = "", streams: String = "") throws -> KeyChecks {
    var settings = KeySettings()
    settings.singleKeys = try KeyPatterns(parsing: keys, flag: "test")
    settings.singleStreams = try KeyPatterns(parsing: streams, flag: "test")
    return KeyChecks(settings)
  }

  /// The sizes of keys and lengths of streams of one run, and why it is partial.
  private func run(
    _ checks: KeyChecks, following nodes: NodeSessions?
  ) throws -> (sizes: [String: String], reason: String?) {
    let reply = try session.ask([Command("INFO")], by: Deadline(in: .seconds(10)))
    let server = ServerInfo(InfoReply(reply[0].copy))
    var reason: String?
    let text = try exposition { metrics in
      do {
        try checks.run(
          on: session, server: server, following: nodes, by: Deadline(in: .seconds(20)),
          into: &metrics)
      } catch let error as Partial { reason = error.description }
    }
    var sizes: [String: String] = [:]
    for line in samples(text) {
      let isSize = line.hasPrefix("redis_key_size{") || line.hasPrefix("redis_stream_length{")
      let parts = line.split(separator: "\"")
      if isSize, parts.count == 5 {
        sizes["\(parts[1]) \(parts[3])"] = String(parts[4].dropFirst(2))
      }
    }
    return (sizes, reason)
  }

  /// How often a node has sent somebody elsewhere.
  private func redirections(of node: Int) throws -> String {
    let stats = try cluster.nodes[node].cli("info", "errorstats")
    return stats.split(separator: "\n").first { $0.contains("MOVED") }.map(String.init) ?? ""
  }

  @Test func keysAreFollowedToTheirNodesAndFoundThereTheNextTime() throws {
    let checks = try checks(keys: "queue:1,votes,queue:2,gone,db1=queue:2")
    let nodes = try nodes()
    let all = ["db0 queue:1": "1", "db0 votes": "4", "db0 queue:2": "3", "db0 gone": "0"]
    for _ in 0..<3 {
      let (sizes, reason) = try run(checks, following: nodes)
      #expect(sizes == all)
      #expect(reason == nil)
      #expect(nodes.count == 2)
    }
    // Whoever asks the wrong node counts as an error there, and is to do so no more than once.
    let before = try redirections(of: 0)
    #expect(try run(checks, following: nodes).sizes == all)
    #expect(try redirections(of: 0) == before)
    #expect(before != "")
  }

  @Test func whereTheyAreNotFollowedOtherNodesKeysAreAbsent() throws {
    let (sizes, reason) = try run(checks(keys: "queue:1,votes,queue:2"), following: nil)
    #expect(sizes == ["db0 queue:1": "1"])
    #expect(reason == nil)
  }

  @Test func streamsAreFollowedWithTheirGroups() throws {
    // In the slot of queue:2.
    try cluster.cli("xadd", "{queue:2}s", "1-1", "a", "1")
    try cluster.cli("xgroup", "create", "{queue:2}s", "g", "0")
    let checks = try checks(streams: "{queue:2}s,gone")
    let (sizes, reason) = try run(checks, following: nodes())
    #expect(sizes == ["db0 {queue:2}s": "1"])
    #expect(reason == nil)
  }

  @Test func aSlotThatMovesIsFollowedWhileItMovesAndAfterwards() throws {
    let checks = try checks(keys: "votes,{votes}new")
    let nodes = try nodes()
    #expect(try run(checks, following: nodes).sizes == ["db0 votes": "4", "db0 {votes}new": "0"])
    let slot = KeySlot.of(Array("votes".utf8))
    // Of two keys of one slot, one is still there and one is where the slot goes.
    try cluster.move(slot: slot, from: 1, to: 2, .half)
    try cluster.cli("set", "{votes}new", "xx")
    #expect(try run(checks, following: nodes).sizes == ["db0 votes": "4", "db0 {votes}new": "2"])
    let target = try #require(cluster.nodes[2].port)
    try cluster.nodes[1].cli("migrate", "127.0.0.1", "\(target)", "votes", "0", "5000")
    try cluster.move(slot: slot, from: 1, to: 2, .whole)
    try wait(seconds: 30, for: "the first node to hear of it") {
      try cluster.nodes[0].cli("get", "votes").contains(":\(target)")
    }
    for _ in 0..<2 {
      let (sizes, reason) = try run(checks, following: nodes)
      #expect(sizes == ["db0 votes": "4", "db0 {votes}new": "2"])
      #expect(reason == nil)
    }
  }

  @Test func aKeyThatMovesHereIsFoundHere() throws {
    let checks = try checks(keys: "votes")
    let nodes = try nodes()
    #expect(try run(checks, following: nodes).sizes == ["db0 votes": "4"])
    let slot = KeySlot.of(Array("votes".utf8))
    try cluster.move(slot: slot, from: 1, to: 0, .half)
    let target = try #require(cluster.nodes[0].port)
    try cluster.nodes[1].cli("migrate", "127.0.0.1", "\(target)", "votes", "0", "5000")
    try cluster.move(slot: slot, from: 1, to: 0, .whole)
    try wait(seconds: 30, for: "both nodes to agree on whose it is") {
      try cluster.nodes[0].cli("strlen", "votes") == "4"
        && cluster.nodes[1].cli("strlen", "votes").contains("MOVED")
    }
    #expect(try run(checks, following: nodes).sizes == ["db0 votes": "4"])
    // And not over a second connection: who was not needed in the last run is let go.
    #expect(try run(checks, following: nodes).sizes == ["db0 votes": "4"])
    #expect(try run(checks, following: nodes).sizes == ["db0 votes": "4"])
    #expect(nodes.count == 0)
  }

  @Test func aNodeThatIsGoneOrHangsCostsItsKeysOnly() throws {
    let checks = try checks(keys: "votes,queue:1,queue:2")
    let nodes = try nodes()
    let rest = ["db0 queue:1": "1", "db0 queue:2": "3"]
    #expect(try run(checks, following: nodes).sizes.count == 3)

    cluster.nodes[1].freeze()
    let port = try #require(cluster.nodes[1].port)
    for _ in 0..<2 {
      let (sizes, reason) = try run(checks, following: nodes)
      #expect(sizes == rest)
      #expect(reason == "read from redis://127.0.0.1:\(port): no answer in time")
    }
    cluster.nodes[1].thaw()
    try wait(seconds: 30, for: "its keys to come back") {
      try run(checks, following: nodes).sizes.count == 3
    }

    cluster.nodes[1].stop()
    for _ in 0..<2 {
      let (sizes, reason) = try run(checks, following: nodes)
      #expect(sizes == rest)
      #expect(reason?.contains("127.0.0.1:\(port)") == true)
    }
  }

  @Test func whoeverSendsUsToTooManyNodesIsNotFollowed() throws {
    let nodes = try nodes()
    let command = [Command("PING")]
    // Nobody listens at port 1.
    for index in 0..<NodeSessions.limit {
      #expect(throws: RedisError.self) {
        _ = try nodes.ask(
          .tcp(host: "127.0.0.\(index + 1)", port: 1), command, before: 0,
          by: Deadline(in: .seconds(5)))
      }
    }
    let error = #expect(throws: RedisError.self) {
      _ = try nodes.ask(
        .tcp(host: "127.1.0.0", port: 1), command, before: 0, by: Deadline(in: .seconds(5)))
    }
    #expect(error?.description == "keys lead to more than 32 nodes")
    // The next scrape does without those that the last one did not ask.
    nodes.begin()
    nodes.begin()
    let refused = #expect(throws: RedisError.self) {
      _ = try nodes.ask(
        .tcp(host: "127.1.0.0", port: 1), command, before: 0, by: Deadline(in: .seconds(5)))
    }
    #expect(refused?.reason == .refused)
  }

  @Test func aServerThatIsNoNodeIsNotAskedForKeys() throws {
    let other = try RedisServer(tcp: true)
    let nodes = try nodes()
    let port = UInt16(try #require(other.port))
    let error = #expect(throws: RedisError.self) {
      _ = try nodes.ask(
        .tcp(host: "127.0.0.1", port: port), [Command("TYPE", "votes")], before: 0,
        by: Deadline(in: .seconds(5)))
    }
    #expect(error?.description.contains("is no cluster's node") == true)
  }
}
