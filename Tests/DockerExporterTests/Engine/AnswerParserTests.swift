import Testing

@testable import DockerExporter

/// Answers as servers and proxies write them, cut wherever the network likes.
@Suite struct AnswerParserTests {
  private final class Record: Receiver {
    var status: Int?
    var text = ""
    var fields: [String: String] = [:]

    override func field(_ name: String, _ value: String) { fields[name] = value }
    override func begin(status: Int) { self.status = status }
    override func body(_ bytes: Span<UInt8>) {
      text += String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    var status = 200
    var body = ""
    var isWhole = true
    var keepsConnection = true
  }

  private static let cases = [
    Case(
      testDescription: "a length", text: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
      body: "{}"),
    Case(
      testDescription: "chunks, an extension and a trailer",
      text:
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n"
        + "0\r\nX: y\r\n\r\n", body: "abc0123456789"),
    Case(
      testDescription: "no length: up to the connection's end",
      text: "HTTP/1.1 200 OK\r\n\r\nabc", body: "abc", keepsConnection: false),
    Case(
      testDescription: "an old server", text: "HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na",
      body: "a", keepsConnection: false),
    Case(
      testDescription: "the last answer",
      text: "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\na", body: "a",
      keepsConnection: false),
    Case(
      testDescription: "a provisional answer before it",
      text: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
      status: 404),
    Case(
      testDescription: "no content", text: "HTTP/1.1 204 No Content\r\n\r\n", status: 204),
    Case(
      testDescription: "lines that end without a return",
      text: "HTTP/1.1 200 OK\nContent-Length: 1\n\na", body: "a"),
    Case(
      testDescription: "a body that is cut",
      text: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", body: "ab", isWhole: false,
      keepsConnection: false),
    Case(
      testDescription: "a stream that is cut",
      text: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", body: "ab",
      isWhole: false, keepsConnection: false),
  ]

  @Test(arguments: cases) func howeverItIsCutItSaysTheSame(answer: Case) throws {
    let bytes = Array(answer.text.utf8)
    for size in [1, 2, 7, bytes.count] {
      let record = Record()
      var parser = AnswerParser()
      for start in stride(from: 0, to: bytes.count, by: size) {
        let piece = Array(bytes[start..<min(start + size, bytes.count)])
        try parser.read(piece.span, record)
      }
      parser.end()
      #expect(record.status == answer.status)
      #expect(record.text == answer.body)
      #expect(parser.isWhole == answer.isWhole)
      #expect(parser.keepsConnection == answer.keepsConnection)
    }
  }

  @Test(arguments: [
    "SSH-2.0-x\r\n", "HTTP/2 200\r\n", "HTTP/1.1 OK\r\n", "HTTP/1.1 99 x\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n", "HTTP/1.1 200 OK\r\nContent-Length: two\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n",
    String(repeating: "x", count: 20_000),
  ]) func whatIsNoHTTPIsSaidToBeNone(text: String) {
    let bytes = Array(text.utf8)
    #expect(throws: NotHTTP.self) {
      var parser = AnswerParser()
      try parser.read(bytes.span, Record())
    }
  }
}
