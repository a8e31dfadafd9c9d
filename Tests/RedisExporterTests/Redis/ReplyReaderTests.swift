import Testing

@testable import RedisExporter

@Suite struct ReplyReaderTests {
  @Test func repliesComeWholeHoweverTheirBytesCome() throws {
    let text = "*3\r\n$3\r\nfoo\r\n:42\r\n*2\r\n+OK\r\n$-1\r\n-NOPERM no\r\n"
    for step in 1...text.utf8.count {
      let reader = try ReplyReader(limit: 1 << 20, longestText: 1 << 19)
      var replies: [Reply] = []
      let bytes = Array(text.utf8)
      for start in stride(from: 0, to: bytes.count, by: step) {
        try reader.feed(bytes[start..<min(start + step, bytes.count)])
        while let reply = try reader.next() { replies.append(reply) }
      }
      #expect(replies.count == 2)
      #expect(replies[0][0].text == "foo")
      #expect(replies[0][1].integer == 42)
      #expect(replies[0][2][0].text == "OK")
      #expect(replies[0][2][1].kind == .null)
      #expect(replies[1].errorText == "NOPERM no")
    }
  }

  @Test(arguments: [
    "*2147483647\r\n", "*1000000\r\n", "hello\r\n", "$-5\r\n", "HTTP/1.1 200 OK\r\n",
  ])
  func whatIsNoReplyIsAnError(text: String) throws {
    let reader = try ReplyReader(limit: 1 << 20, longestText: 1 << 19)
    #expect(throws: RedisError.self) {
      try reader.feed(text.utf8)
      while try reader.next() != nil {}
    }
  }

  /// The replies to what comes, in steps of so many bytes.
  private func replies(
    _ bytes: [UInt8], longestText: Int = 1000, limit: Int = 1 << 20, step: Int, _ kept: inout Int
  ) throws -> [Reply] {
    let reader = try ReplyReader(limit: limit, longestText: longestText)
    var replies: [Reply] = []
    for start in stride(from: 0, to: bytes.count, by: step) {
      kept += try reader.feed(bytes[start..<min(start + step, bytes.count)])
      while let reply = try reader.next() { replies.append(reply) }
    }
    #expect(reader.isEmpty)
    return replies
  }

  @Test func aTextThatIsTooLongIsReplacedByAnErrorAndTakesNoMemory() throws {
    // With line ends in it, as texts have.
    let text = String(repeating: "$5\r\n", count: 1000)
    let wire =
      "+a\r\n$4000\r\n\(text)\r\n*2\r\n$4000\r\n\(text)\r\n$1\r\nb\r\n$1000\r\n"
      + String(repeating: "$5\r\n", count: 250) + "\r\n:7\r\n"
    for step in [1, 2, 3, 7, 1000, 3999, 4001, 100_000] {
      var kept = 0
      let found = try replies(Array(wire.utf8), step: step, &kept)
      try #require(found.count == 5)
      #expect(found[0].text == "a")
      #expect(found[1].errorText == "a text of more than 1000 bytes is left out")
      #expect(found[2][0].errorText == found[1].errorText)
      #expect(found[2][1].text == "b")
      #expect(found[3].copy.count == 1000)
      #expect(found[4].integer == 7)
    }
  }

  @Test func aReplyOfManyTextsIsNoLongerThanItsLimit() throws {
    let limit = 1 << 20
    let element = "$1000\r\n" + String(repeating: "x", count: 1000) + "\r\n"
    let wire = "*2000\r\n" + String(repeating: element, count: 2000)
    var kept = 0
    #expect(throws: RedisError.self) {
      _ = try replies(Array(wire.utf8), limit: limit, step: 16384, &kept)
    }
    #expect(kept <= limit)
  }

  @Test(arguments: ["", "+", "-ERR ", ":", "*", "$", "*1\r\n", "*1\r\n$"])
  func aLineThatDoesNotEndIsNoReply(beginning: String) throws {
    let reader = try ReplyReader(limit: 32 << 20, longestText: 1 << 19)
    try reader.feed(beginning.utf8)
    let more = [UInt8](repeating: UInt8(ascii: "0"), count: 10000)
    var count = 0
    let error = #expect(throws: RedisError.self) {
      while count < 100 {
        count += 1
        try reader.feed(more)
        _ = try reader.next()
      }
    }
    #expect(error?.reason == .protocol)
    // After the length of a line, and not at the limit of a reply.
    #expect(count * more.count <= ReplyFraming.longestLine + more.count)
  }

  @Test func linesMayBeAsLongAsTheirLimit() throws {
    let line = "-" + String(repeating: "x", count: ReplyFraming.longestLine - 3) + "\r\n"
    var kept = 0
    let found = try replies(Array((line + line).utf8), step: 16384, &kept)
    #expect(found.map { $0.errorText?.utf8.count } == [65533, 65533])
    #expect(throws: RedisError.self) {
      _ = try replies(Array("-x\(line.dropFirst())".utf8), step: 16384, &kept)
    }
  }

  @Test func noMoreIsDroppedThanAServerMaySend() throws {
    let reader = try ReplyReader(limit: 1 << 20, longestText: 1000)
    try reader.feed("$400000000\r\n".utf8)
    let other = try ReplyReader(limit: 1 << 20, longestText: 1000)
    #expect(throws: RedisError.self) {
      try other.feed("$2147483647\r\n".utf8)
    }
    // Nor in several.
    let third = try ReplyReader(limit: 1 << 20, longestText: 1000)
    let half = "$2000\r\n" + String(repeating: "x", count: 2000) + "\r\n"
    #expect(throws: RedisError.self) { try third.feed((half + "$536870000\r\n").utf8) }
  }
}
