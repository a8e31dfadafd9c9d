import Testing

@testable import Shared

@Suite struct HTTPRequestParserTests {
  struct Case: CustomTestStringConvertible {
    let request: String
    let status: Int
    var testDescription: String { "\(request.prefix(60).debugDescription) → \(status)" }

    init(_ request: String, _ status: Int) {
      self.request = request
      self.status = status
    }
  }

  /// 200 stands for a request, 0 for one that has not come to its end, 100 for one whose body is
  /// waited for.
  static let cases = [
    Case("GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200),
    Case("GET / HTTP/1.1\nHost: a\n\n", 200),
    Case("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 200),
    Case("GET / HTTP/1.0\r\n\r\n", 200),
    Case("GET / HTTP/1.2\r\nHost: a\r\n\r\n", 200),
    Case("GET http://a/metrics?x=1 HTTP/1.1\r\nHost: b\r\n\r\n", 200),
    Case("GET HTTPS://a?x=1 HTTP/1.1\r\nHost: b\r\n\r\n", 200),
    Case("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 200),
    Case("CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 200),
    Case("GET / HTTP/1.1\r\nHost: [::1]:9100\r\nX:\r\nY:\t z \t\r\n\r\n", 200),
    Case("GET / HTTP/1.1\r\nHost:\r\n\r\n", 200),
    Case("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 200),
    Case("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 200),

    Case("", 0),
    Case("GET / HTTP/1.1\r\nHost: a\r\n", 0),
    Case("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nab", 0),
    Case("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n", 100),
    Case("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-Continue\r\n\r\na", 0),

    Case("GET /\r\n\r\n", 400),
    Case("GET / HTTP/x.1\r\nHost: a\r\n\r\n", 400),
    Case("GET / http/1.1\r\nHost: a\r\n\r\n", 400),
    Case("GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400),
    Case("GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400),
    Case("GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    Case(" GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    Case("G(T / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    Case("GET metrics HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    Case("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    Case("GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    Case("GET http:// HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    Case("GET /#top HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    Case("GET /é HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    Case("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    Case("GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    Case("GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    Case("GET / HTTP/1.1\r\n\r\n", 400),
    Case("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
    Case("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
    Case("GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
    Case("GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400),
    Case("GET / HTTP/1.1\r\nHost: a\r\nNo colon\r\n\r\n", 400),
    Case("GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", 400),
    Case("GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", 400),
    Case("GET / HTTP/1.1\r\nHost: a\r\nX: \u{7F}\r\n\r\n", 400),
    Case("GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400),
    Case("GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", 400),
    Case("\u{16}\u{3}\u{1}", 400),
    Case("\r\n\r\n\r\n\r\n", 400),
    Case("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n", 400),
    Case("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\n", 400),
    Case("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\n", 400),
    Case("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", 400),
    Case(
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    Case("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    Case("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", 400),
    Case("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", 400),
    Case("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n", 411),
    Case("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n", 413),
    Case("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", 413),
    Case("GET /" + String(repeating: "a", count: 9000), 414),
    Case("GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", 417),
    Case("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "a", count: 17_000), 431),
    Case("GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 101), 431),
    Case("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
    Case("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
  ]

  @Test(arguments: cases)
  func answersWithTheStatusThatTheRequestDeserves(expected: Case) {
    var parser = HTTPRequestParser()
    parser.append(Array(expected.request.utf8).span)
    #expect(status(parser.next()) == expected.status)
  }

  @Test(arguments: cases)
  func comesToTheSameResultByteByByte(expected: Case) {
    var parser = HTTPRequestParser()
    var last = status(parser.next())
    for byte in expected.request.utf8 where last == 0 {
      parser.append([byte].span)
      last = status(parser.next())
    }
    // Where the body of one that expects 100 is late, it has been asked for by then.
    let asked = expected.request.contains("100-Continue") ? 100 : expected.status
    #expect(last == asked)
  }

  @Test func readsWhatTheRequestSays() throws {
    let request = try HTTPRequest(
      "/m%65trics?collect%5B%5D=cpu&collect[]=disk+stats&bad=%&name%3Dx=%26&empty",
      headers: [("Accept", "a"), ("X-Other", "1"), ("ACCEPT", "b")])
    #expect(request.method == "GET")
    #expect(request.path == "/metrics")
    #expect(request.header("accept") == "a, b")
    #expect(request.header("x-other") == "1")
    #expect(request.header("X-Othe") == nil)
    #expect(request.queryValues("collect[]") == ["cpu", "disk stats"])
    #expect(request.queryValues("name=x") == ["&"])
    #expect(request.queryValues("empty") == [""])
    #expect(request.queryValues("bad") == [])
    #expect(request.queryValues("nowhere") == [])
  }

  @Test(arguments: [
    ("/metrics?x", "/metrics", "x"), ("http://a", "/", ""), ("http://a?b", "/", "b"),
    ("http://a:1/b?c?d", "/b", "c?d"), ("/%3F?", "/?", ""),
  ])
  func readsTheFormsOfTargets(target: String, path: String, query: String) throws {
    let request = try HTTPRequest(target)
    #expect(request.path == path)
    #expect(request.query == query)
  }

  @Test(arguments: [
    ("1.1", "", true), ("1.1", "Connection: close\r\n", false),
    ("1.1", "Connection: x, Close\r\n", false), ("1.0", "", false),
    ("1.0", "Connection: Keep-Alive\r\n", true),
    ("1.0", "Connection: keep-alive\r\nConnection: close\r\n", false),
  ])
  func knowsWhetherTheConnectionStaysOpen(version: String, field: String, stays: Bool) throws {
    var parser = HTTPRequestParser()
    parser.append(Array("GET / HTTP/\(version)\r\nHost: a\r\n\(field)\r\n".utf8).span)
    guard case .request(let request) = parser.next() else {
      Issue.record("no request")
      return
    }
    #expect(request.keepsAlive == stays)
  }

  @Test func givesPipelinedRequestsInTheirOrder() {
    var parser = HTTPRequestParser()
    parser.append(
      Array(
        """
        POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nGET /\
        GET /2 HTTP/1.1\r\nHost: a\r\n\r\n\
        GET /3 HTTP/1.1\r\n
        """.utf8
      ).span)
    var found: [String] = []
    while case .request(let request) = parser.next() {
      found.append(request.path + String(decoding: request.body, as: UTF8.self))
    }
    #expect(found == ["/1GET /", "/2"])
    #expect(!parser.isEmpty)
    parser.append(Array("Host: a\r\n\r\n".utf8).span)
    if case .request(let request) = parser.next() { found.append(request.path) }
    #expect(found.last == "/3")
    #expect(parser.isEmpty)
  }

  @Test func refusesAnEndlessHeadWithBoundedMemory() {
    var parser = HTTPRequestParser()
    parser.append(Array("GET / HTTP/1.1\r\nHost: a\r\n".utf8).span)
    let line = Array(("X: " + String(repeating: "y", count: 997) + "\r\n").utf8)
    var most = 0
    var lines = 0
    while lines < 10_000, status(parser.next()) == 0 {
      parser.append(line.span)
      lines += 1
      most = max(most, parser.memory)
    }
    #expect(lines == 17)
    #expect(most < 64 * 1024)
    #expect(parser.memory == 0)
  }

  /// The memory of a whole batch goes with its last request, and a rest keeps none but its own.
  @Test func holdsNoMemoryOfRequestsThatWereGiven() {
    let batch = Array(String(repeating: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: 500).utf8)
    var parser = HTTPRequestParser()
    for rest in ["", "GET / HTTP/1.1\r\n"] {
      parser.append((batch + Array(rest.utf8)).span)
      for _ in 0..<500 { #expect(status(parser.next()) == 200) }
      #expect(status(parser.next()) == 0)
      #expect(parser.memory < 200)
    }
    parser.append(Array("Host: b\r\nX: y\r\n\r\n".utf8).span)
    guard case .request(let request) = parser.next() else {
      Issue.record("no request")
      return
    }
    #expect(request.header("Host") == "b")
    #expect(request.header("X") == "y")
    #expect(parser.memory == 0)
  }

  /// Each knows its own fields, wherever in the bytes it stood.
  @Test func pipelinedRequestsKeepTheirFieldsApart() {
    var parser = HTTPRequestParser()
    let texts = (0..<3).map { "GET / HTTP/1.1\r\nHost: a\r\nX: \($0)\r\n\r\n" }
    parser.append(Array(texts.joined().utf8).span)
    var found: [String?] = []
    while case .request(let request) = parser.next() { found.append(request.header("x")) }
    #expect(found == ["0", "1", "2"])
  }

  @Test func limitsTheHeadOfEachPipelinedRequest() {
    let long = "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "y", count: 12_000)
    var parser = HTTPRequestParser()
    parser.append(Array((long + "\r\n\r\n" + long + "\r\n\r\n").utf8).span)
    #expect(status(parser.next()) == 200)
    #expect(status(parser.next()) == 200)
    #expect(status(parser.next()) == 0)
  }

  /// Rubbish neither crashes it nor is read differently depending on how it is cut.
  @Test func aMutatedRequestIsReadTheSameHoweverItIsCut() {
    var random = SeededRandom(seed: 42)
    for _ in 0..<20_000 {
      let request = random.mutatedRequest()
      let whole = outcome(of: request, cut: { request.count })
      let cut = outcome(of: request, cut: { Int.random(in: 1...40, using: &random) })
      #expect(whole == cut, "\(String(decoding: request, as: UTF8.self).debugDescription)")
    }
  }

  private func outcome(of bytes: [UInt8], cut: () -> Int) -> [String] {
    var parser = HTTPRequestParser()
    var outcomes: [String] = []
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + cut())
      parser.append(Array(bytes[start..<end]).span)
      start = end
      reading: while true {
        switch parser.next() {
        case .request(let request):
          outcomes.append("\(request.method) \(request.path) \(request.query) \(request.body)")
        case .rejected(let rejection): return outcomes + [rejection.description]
        case .incomplete: break reading
        case .awaitsBody: continue
        }
      }
    }
    return outcomes + [parser.isEmpty ? "empty" : "incomplete"]
  }

  private func status(_ outcome: HTTPRequestParser.Outcome) -> Int {
    switch outcome {
    case .incomplete: 0
    case .awaitsBody: 100
    case .request: 200
    case .rejected(let rejection): rejection.status.code
    }
  }
}

/// Always the same numbers, so that what failed once fails again (splitmix64).
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  private static let requests = [
    "GET /metrics?collect[]=cpu HTTP/1.1\r\nHost: localhost:9100\r\nAccept: */*\r\n\r\n",
    "POST /-/reload HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
    "HEAD http://a/b HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.1\r\nHost: b\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n",
  ].map { Array($0.utf8) }

  private static let pieces = [
    "\r\n", "\r", "\n", "\0", ":", " ", "\t", "%", "%41", "é", "HTTP/1.1", "HTTP/9.9", "\r\n\r\n",
    "Content-Length: 9\r\n", "Content-Length: -1\r\n", "Transfer-Encoding: x\r\n", "Host: b\r\n",
    "Connection: close\r\n", "Expect: 100-continue\r\n", "99999999999999999999", "?", "#", "/",
  ].map { Array($0.utf8) }

  /// A request with a few bytes changed, pieces put in, or parts left out.
  mutating func mutatedRequest() -> [UInt8] {
    var bytes = Self.requests.randomElement(using: &self)!
    for _ in 0..<Int.random(in: 0...4, using: &self) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &self)
      switch Int.random(in: 0..<5, using: &self) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &self)
      case 1: bytes.insert(contentsOf: Self.pieces.randomElement(using: &self)!, at: place)
      case 2:
        bytes.removeSubrange(
          place..<min(bytes.count, place + Int.random(in: 1...9, using: &self)))
      case 3: bytes += Self.requests.randomElement(using: &self)!
      default: bytes.removeSubrange(place...)
      }
    }
    return bytes
  }
}
