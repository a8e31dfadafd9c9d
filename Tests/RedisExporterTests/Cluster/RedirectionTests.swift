import Testing

@testable import RedisExporter

@Suite struct RedirectionTests {
  private static let node = RedisAddress.Place.tcp(host: "10.0.0.1", port: 6379)

  @Test(arguments: [
    ("MOVED 3999 10.0.0.2:6380", "10.0.0.2", 6380), ("MOVED 0 fd00::2:6380", "fd00::2", 6380),
    ("MOVED 16383 cache2.example.com:6379", "cache2.example.com", 6379),
    // The name of a node that has none, and of one whose address is not known.
    ("MOVED 3999 ?:6380", "10.0.0.1", 6380), ("MOVED 3999 :6380", "10.0.0.1", 6380),
  ]) func aNodeThatHasMovedAKeySaysWhere(words: String, host: String, port: UInt16) throws {
    let redirection = try #require(Redirection(words))
    #expect(redirection.kind == .moved)
    #expect(redirection.place(from: Self.node) == .tcp(host: host, port: port))
    #expect(
      redirection.place(from: .unix(path: "/run/redis.sock"))
        == .tcp(host: redirection.host ?? "localhost", port: port))
  }

  @Test func aNodeThatIsMovingAKeySaysWhomToAsk() throws {
    #expect(try #require(Redirection("ASK 3999 10.0.0.2:6380")).kind == .ask)
  }

  @Test(arguments: [
    "", "MOVED", "MOVED 3999", "MOVED 3999 10.0.0.2", "MOVED x 10.0.0.2:6380",
    "MOVED 3999 10.0.0.2:0", "MOVED 3999 10.0.0.2:99999", "MOVED 3999 10.0.0.2:6380 more",
    "MOVED 3999 vigie@10.0.0.2:6380", "MOVED 3999 a/b:6380", "MOVED 3999 ä:6380", "ERR 3999 a:1",
    "moved 3999 10.0.0.2:6380",
  ]) func otherWordsLeadNowhere(words: String) {
    #expect(Redirection(words) == nil)
  }

  @Test func anErrorKnowsThatItSendsUsElsewhere() {
    #expect(RedisError(refusing: "TYPE", "MOVED 3999 10.0.0.2:6380").isElsewhere)
    #expect(!RedisError(refusing: "TYPE", "NOPERM MOVED 3999 10.0.0.2:6380").isElsewhere)
  }
}
