import Testing

@testable import RedisExporter

@Suite struct ReplyReaderTests {
  @Test func repliesComeWholeHoweverTheirBytesCome() throws {
    let text = "*3\r\n$3\r\nfoo\r\n:42\r\n*2\r\n+OK\r\n$-1\r\n-NOPERM no\r\n"
    for step in 1...text.utf8.count {
      let reader = try ReplyReader(limit: 1 << 20)
      var replies: [Reply] = []
      let bytes = Array(text.utf8)
      for start in stride(from: 0, to: bytes.count, by: step) {
        try unsafe bytes[start..<min(start + step, bytes.count)].withUnsafeBytes {
          try unsafe reader.feed($0)
        }
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
    let reader = try ReplyReader(limit: 1 << 20)
    #expect(throws: RedisError.self) {
      try unsafe Array(text.utf8).withUnsafeBytes { try unsafe reader.feed($0) }
      while try reader.next() != nil {}
    }
  }

  @Test func aReplyIsNoLongerThanItsLimit() throws {
    let reader = try ReplyReader(limit: 1000)
    let piece = [UInt8](repeating: 65, count: 600)
    try unsafe Array("$2000000000\r\n".utf8).withUnsafeBytes { try unsafe reader.feed($0) }
    #expect(try reader.next() == nil)
    try unsafe piece.withUnsafeBytes { try unsafe reader.feed($0) }
    #expect(throws: RedisError.self) {
      try unsafe piece.withUnsafeBytes { try unsafe reader.feed($0) }
    }
  }
}
