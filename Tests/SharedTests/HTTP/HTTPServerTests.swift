import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Shared

@Suite(.timeLimit(.minutes(1))) struct HTTPServerTests {
  @Test func answersOneRequestAfterAnotherOnAConnection() throws {
    let server = try TestServer { request in .text("\(request.method) \(request.path)\n") }
    let client = try server.client()
    for number in 1...3 {
      let answer = try client.get("/\(number)")
      #expect(answer.status == 200)
      #expect(answer.text == "GET /\(number)\n")
      #expect(answer.header("Connection") == nil)
      #expect(answer.header("Content-Type") == "text/plain; charset=utf-8")
      #expect(answer.header("Date")?.hasSuffix(" GMT") == true)
    }
  }

  @Test func closesWhenTheClientAsksForIt() throws {
    let server = try TestServer()
    let client = try server.client()
    let answer = try client.get("/", headers: "Connection: close\r\n")
    #expect(answer.header("Connection") == "close")
    #expect(try client.isClosedByServer())
  }

  @Test func speaksHTTP10() throws {
    let server = try TestServer()
    let once = try server.client()
    #expect(try once.get("/", version: "1.0").header("Connection") == "close")
    #expect(try once.isClosedByServer())

    let kept = try server.client()
    for _ in 1...2 {
      let answer = try kept.get("/", version: "1.0", headers: "Connection: keep-alive\r\n")
      #expect(answer.header("Connection") == "keep-alive")
    }
  }

  @Test func answersPipelinedRequestsInTheirOrder() throws {
    // The first answers are the slowest.
    let server = try TestServer { request in
      usleep(request.path == "/0" ? 50_000 : 0)
      return .text(request.path)
    }
    let client = try server.client()
    let requests = (0..<1000).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }
    client.send(requests.joined())
    for number in 0..<1000 { #expect(try client.answer().text == "/\(number)") }
  }

  @Test func answersAClientThatHasStoppedSending() throws {
    let server = try TestServer { _ in
      usleep(50_000)
      return .text("still\n")
    }
    let client = try server.client()
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    client.endWriting()
    #expect(try client.answer().text == "still\n")
    #expect(try client.isClosedByServer())
  }

  @Test func headHasTheHeadOfGetAndNoBody() throws {
    let server = try TestServer()
    let client = try server.client()
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
    let answer = try client.answer(toHead: true)
    #expect(answer.header("Content-Length") == "6")
    #expect(try client.get("/").text == "Hello\n")
  }

  @Test func sendsContinueToAClientThatWaitsForIt() throws {
    let server = try TestServer { request in
      HTTPResponse(.ok, body: request.body)
    }
    let client = try server.client()
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n")
    #expect(try client.answer().status == 100)
    client.send("abc")
    #expect(try client.answer().text == "abc")
  }

  @Test func sendsLargeAnswersWhole() throws {
    let body = (0..<20_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let server = try TestServer { _ in HTTPResponse(.ok, body: body) }
    let client = try server.client()
    #expect(try client.get("/").body == body)
    #expect(try client.get("/").body == body)
  }

  @Test func keepsHeadersOfAHandlerInTheirLine() throws {
    let server = try TestServer { _ in
      .text(.ok, "", headers: [("X-Text", "a\r\nX-Other: b")])
    }
    let answer = try server.client().get("/")
    #expect(answer.header("X-Text") == "a  X-Other: b")
    #expect(answer.header("X-Other") == nil)
  }

  // MARK: - Refusals

  /// Each closes the connection, and the client can read why although it goes on sending.
  @Test(arguments: [
    ("rubbish\r\n", 400), ("GET / HTTP/3.0\r\n", 505),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000000\r\n\r\n", 413),
    ("GET /" + String(repeating: "a", count: 20_000), 414),
    ("GET / HTTP/1.1\r\nX: " + String(repeating: "a", count: 20_000), 431),
  ])
  func refusesWithAnAnswerThatArrives(request: String, status: Int) throws {
    let server = try TestServer()
    let client = try server.client()
    client.send(request)
    client.send(String(repeating: "x", count: 1_000_000))
    let answer = try client.answer()
    #expect(answer.status == status)
    #expect(answer.header("Connection") == "close")
    #expect(answer.text.hasSuffix(".\n"))
    #expect(try client.isClosedByServer())
  }

  @Test func refusesAnEndlessHead() throws {
    let server = try TestServer()
    let client = try server.client()
    client.send("GET / HTTP/1.1\r\nHost: a\r\n")
    let line = Array(("X: " + String(repeating: "y", count: 997) + "\r\n").utf8)
    for _ in 0..<10_000 { client.send(line) }
    #expect(try client.answer().status == 431)
    #expect(try server.client().get("/").status == 200)
  }

  @Test func aRequestThatDoesNotEndIsAnswered408() throws {
    let server = try TestServer(limits { $0.requestTimeout = .seconds(1) })
    let client = try server.client()
    client.send("GET / HTTP/1.1\r\nHo")
    #expect(try client.answer().status == 408)
    #expect(try client.isClosedByServer())
  }

  @Test func aByteNowAndThenDoesNotProlongARequest() throws {
    let server = try TestServer(limits { $0.requestTimeout = .seconds(1) })
    let client = try server.client()
    let start = ContinuousClock.now
    client.send("GET / HTTP/1.1\r\nX: ")
    for _ in 0..<100 {
      guard client.send("y") else { break }
      usleep(20_000)
    }
    #expect(try client.answer().status == 408)
    #expect(start.duration(to: .now) < .seconds(10))
  }

  @Test func closesIdleConnectionsWithoutAWord() throws {
    let server = try TestServer(limits { $0.idleTimeout = .milliseconds(300) })
    let fresh = try server.client()
    let used = try server.client()
    _ = try used.get("/")
    #expect(try fresh.isClosedByServer())
    #expect(try used.isClosedByServer())
  }

  @Test func tooManyRequestsGet503() throws {
    let gate = Gate()
    let server = try TestServer(limits { $0.maxRequests = 2 }) { _ in
      gate.pass()
      return .text("done")
    }
    let clients = try (0..<2).map { _ in try server.client() }
    for client in clients { client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n") }
    while server.server.requestsInFlight < 2 { usleep(1000) }

    let late = try server.client()
    let refused = try late.get("/")
    #expect(refused.status == 503)
    #expect(refused.header("Retry-After") == "1")
    gate.open()
    for client in clients { #expect(try client.answer().text == "done") }
    // Refused does not mean thrown out.
    #expect(try late.get("/").status == 200)
    #expect(server.server.requestsInFlight == 0)
  }

  @Test func whatIsNotLimitedIsAnsweredWhileAllTheRestHangs() throws {
    let gate = Gate()
    let server = try TestServer(
      limits {
        $0.maxRequests = 1
        $0.isLimited = { $0.path == "/metrics" }
      }
    ) { request in
      if request.path != "/-/healthy" { gate.pass() }
      return .text("done")
    }
    // One that is not limited takes no place of those that are.
    let reload = try server.client()
    reload.send("GET /-/reload HTTP/1.1\r\nHost: a\r\n\r\n")
    while server.server.requestsInFlight < 1 { usleep(1000) }
    let scraper = try server.client()
    scraper.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
    while server.server.requestsInFlight < 2 { usleep(1000) }
    let late = try server.client()
    #expect(try late.get("/metrics").status == 503)
    #expect(try late.get("/-/healthy").status == 200)
    gate.open()
    #expect(try reload.answer().status == 200)
    #expect(try scraper.answer().status == 200)
    #expect(try late.get("/metrics").status == 200)
    #expect(server.server.requestsInFlight == 0)
  }

  @Test func aPoolThatIsFullGives503Too() throws {
    let gate = Gate()
    let server = try TestServer(threads: 1, queue: 0, limits { $0.maxRequests = 0 }) { _ in
      gate.pass()
      return .text("done")
    }
    let first = try server.client()
    first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    while server.server.requestsInFlight < 1 { usleep(1000) }
    #expect(try server.client().get("/").status == 503)
    gate.open()
    #expect(try first.answer().text == "done")
  }

  @Test func countsAnswersByStatus() throws {
    let counts = Mutex<[String]>([])
    let server = try TestServer(
      limits {
        $0.onResponse = { request, status in
          counts.withLock { $0.append("\(request?.path ?? "-") \(status.code)") }
        }
      }
    ) { request in .text(request.path == "/no" ? .notFound : .ok, "") }
    let client = try server.client()
    _ = try client.get("/yes")
    _ = try client.get("/no")
    client.send("?\r\n")
    _ = try client.answer()
    #expect(counts.withLock { $0 } == ["/yes 200", "/no 404", "- 400"])
  }

  // MARK: - Clients that behave badly

  @Test func aReaderThatStallsIsCutOff() throws {
    let body = [UInt8](repeating: 120, count: 20_000_000)
    let server = try TestServer(limits { $0.writeTimeout = .seconds(1) }) { _ in
      HTTPResponse(.ok, body: body)
    }
    let client = try server.client(receiveBuffer: 4096)
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    usleep(2_500_000)
    #expect(throws: (any Error).self) { try client.answer() }
  }

  @Test func aReaderThatCrawlsIsCutOff() throws {
    let body = [UInt8](repeating: 120, count: 60_000_000)
    let server = try TestServer(
      limits {
        $0.answerTimeout = .milliseconds(500)
        $0.slowestReading = 100_000_000
      }
    ) { _ in HTTPResponse(.ok, body: body) }
    let client = try server.client()
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    // At this pace, which never stalls, the whole answer takes a quarter of a minute.
    var received = 0
    while received < body.count {
      let count = client.read(atMost: 200_000)
      guard count > 0 else { break }
      received += count
      usleep(50_000)
    }
    // What the kernel held by then still comes.
    #expect(received < 40_000_000)
  }

  @Test func aReaderThatKeepsUpIsNotCutOff() throws {
    let body = [UInt8](repeating: 120, count: 20_000_000)
    let server = try TestServer(
      limits {
        $0.answerTimeout = .zero
        $0.slowestReading = 1_000_000
      }
    ) { _ in HTTPResponse(.ok, body: body) }
    #expect(try server.client().get("/").body.count == body.count)
  }

  @Test func readersThatStallDoNotLockOthersOut() throws {
    let body = [UInt8](repeating: 120, count: 20_000_000)
    let server = try TestServer(
      limits {
        $0.maxConnections = 3
        $0.unsentLimit = .max
      }
    ) { request in
      request.path == "/small" ? .text("Hello\n") : HTTPResponse(.ok, body: body)
    }
    let stalled = try (0..<3).map { _ in try server.client(receiveBuffer: 4096) }
    for client in stalled {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      usleep(100_000)
    }
    let start = ContinuousClock.now
    #expect(try server.client().get("/small").status == 200)
    #expect(start.duration(to: .now) < .seconds(5))
    // It cost the one that has read nothing for longest.
    #expect(throws: (any Error).self) { try stalled[0].answer() }
    #expect(try stalled[1].answer().body.count == body.count)
  }

  @Test func pipelinedRequestsWhoseAnswersNobodyReadsDoNotLockOthersOut() throws {
    let server = try TestServer(limits { $0.maxConnections = 3 }) { request in
      request.path == "/" ? .text("Hello\n") : .text(.notFound, "no\n")
    }
    let requests = Array(
      String(repeating: "GET /x HTTP/1.1\r\nHost: a\r\n\r\n", count: 500).utf8)
    let stalled = try (0..<3).map { _ in try server.client(receiveBuffer: 4096) }
    for client in stalled { client.sendUntilNothingIsTaken(requests) }
    #expect(try server.client().get("/").status == 200)
  }

  @Test func unfinishedRequestsHaveALimitTogether() throws {
    let server = try TestServer(
      limits {
        $0.receivedLimit = 300_000
        $0.requestLimits.body = 100_000
      }
    ) { request in .text("\(request.body.count)") }
    let part = String(repeating: "x", count: 60_000)
    let clients = try (0..<8).map { _ in try server.client() }
    for client in clients {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60001\r\n\r\n" + part)
      usleep(50_000)
    }
    #expect(throws: (any Error).self) { try clients[0].answer() }
    clients[7].send("x")
    #expect(try clients[7].answer().text == "60001")
    // What was closed or answered is not counted any more.
    let late = try server.client()
    for _ in 0..<20 {
      late.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n" + part)
      #expect(try late.answer().text == "60000")
    }
  }

  @Test func unreadAnswersHaveALimitTogether() throws {
    let body = [UInt8](repeating: 120, count: 20_000_000)
    let server = try TestServer(limits { $0.unsentLimit = 50_000_000 }) { _ in
      HTTPResponse(.ok, body: body)
    }
    let clients = try (0..<3).map { _ in try server.client(receiveBuffer: 4096) }
    for client in clients {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      usleep(100_000)
    }
    #expect(throws: (any Error).self) { try clients[0].answer() }
    #expect(try clients[1].answer().body.count == body.count)
    #expect(try clients[2].answer().body.count == body.count)
  }

  @Test func aClientThatLeavesWhileItsRequestRunsLeavesNothingBehind() throws {
    let gate = Gate()
    let server = try TestServer(threads: 60, limits { $0.maxConnections = 60 }) { request in
      if request.path == "/wait" { gate.pass() }
      return .text("done")
    }
    do {
      let clients = try (0..<30).map { _ in try server.client() }
      for client in clients { client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n") }
      while server.server.requestsInFlight < 30 { usleep(1000) }
    }
    gate.open()
    while server.server.requestsInFlight > 0 { usleep(1000) }
    #expect(try server.client().get("/").status == 200)
    #expect(server.server.stop(within: .seconds(5)))
  }

  @Test func closesTheOldestIdleConnectionWhenThereAreTooMany() throws {
    let server = try TestServer(limits { $0.maxConnections = 3 })
    let clients = try (0..<3).map { _ in try server.client() }
    for client in clients { _ = try client.get("/") }
    // The first one is not the oldest any more.
    _ = try clients[0].get("/")
    let late = try server.client()
    #expect(try late.get("/").status == 200)
    #expect(try clients[1].isClosedByServer())
    #expect(try clients[0].get("/").status == 200)
    #expect(try clients[2].get("/").status == 200)
  }

  @Test func newConnectionsWaitWhileAllAreAtWork() throws {
    let gate = Gate()
    let server = try TestServer(limits { $0.maxConnections = 2 }) { request in
      if request.path == "/wait" { gate.pass() }
      return .text("done")
    }
    let clients = try (0..<2).map { _ in try server.client() }
    for client in clients { client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n") }
    while server.server.requestsInFlight < 2 { usleep(1000) }
    let late = try server.client()
    late.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    usleep(100_000)
    gate.open()
    #expect(try late.answer().status == 200)
  }

  @Test func idleAndDrippingConnectionsDoNotSlowOthersDown() throws {
    let server = try TestServer()
    let idle = try (0..<1000).map { _ in try server.client() }
    let dripping = try (0..<50).map { _ in try server.client() }
    let scraper = try server.client()
    for byte in "GET / HTTP/1.1\r\nX: y" {
      for client in dripping { client.send(String(byte)) }
      let start = ContinuousClock.now
      #expect(try scraper.get("/").status == 200)
      #expect(start.duration(to: .now) < .seconds(1))
    }
    for client in dripping {
      client.send("\r\nHost: a\r\n\r\n")
      #expect(try client.answer().status == 200)
    }
    #expect(try idle[0].get("/").status == 200)
    #expect(try idle[999].get("/").status == 200)
  }

  @Test func mutatedRequestsLeaveItRunning() throws {
    let server = try TestServer()
    var random = SeededRandom(seed: 7)
    var answered = 0
    for _ in 0..<2000 {
      let client = try server.client()
      client.send(random.mutatedRequest())
      client.endWriting()
      while let answer = try? client.answer() {
        #expect([100, 200, 400, 411, 413, 417, 501, 505].contains(answer.status))
        answered += 1
      }
    }
    #expect(answered > 1000)
    #expect(try server.client().get("/").status == 200)
  }

  // MARK: - Stopping

  @Test func stoppingFinishesTheAnswersUnderWay() throws {
    let gate = Gate()
    let body = [UInt8](repeating: 120, count: 5_000_000)
    let server = try TestServer { request in
      if request.path == "/wait" { gate.pass() }
      return HTTPResponse(.ok, body: body)
    }
    let idle = try server.client()
    _ = try idle.get("/")
    let client = try server.client()
    client.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
    while server.server.requestsInFlight < 1 { usleep(1000) }

    let stopped = Monitor<Bool?>(nil)
    try Thread.detach {
      let finished = server.server.stop(within: .seconds(10))
      stopped.update { $0 = finished }
    }
    #expect(try idle.isClosedByServer())
    #expect(throws: (any Error).self) { try server.client().get("/") }
    gate.open()
    let answer = try client.answer()
    #expect(answer.body.count == body.count)
    #expect(answer.header("Connection") == "close")
    #expect(stopped.wait(until: Deadline(in: .seconds(10))) { $0 } == true)
  }

  @Test func stoppingLetsAReaderComeToTheEndOfItsAnswer() throws {
    let body = (0..<20_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let server = try TestServer { _ in HTTPResponse(.ok, body: body) }
    let client = try server.client(receiveBuffer: 4096)
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    // Its first bytes are there, and most of them do not fit anywhere yet.
    client.awaitAnswer()

    let stopped = Monitor<Bool?>(nil)
    try Thread.detach {
      let finished = server.server.stop(within: .seconds(10))
      stopped.update { $0 = finished }
    }
    while (try? server.client()) != nil { usleep(1000) }
    #expect(try client.answer().body == body)
    #expect(stopped.wait(until: Deadline(in: .seconds(10))) { $0 } == true)
    #expect(server.server.hasEnded)
  }

  @Test func aLoopThatFailsSaysSo() throws {
    let failures = Atomic<Int>(0)
    let pool = ThreadPool(limit: 1)
    let server = try HTTPServer(
      configuration: limits { $0.onFailure = { failures.add(1, ordering: .relaxed) } }, pool: pool,
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, handler: { _ in .text("") })
    #expect(!server.hasEnded)
    let file = FileDescriptor(owning: open("/dev/null", O_RDONLY | O_CLOEXEC))
    // No list of descriptors, so that waiting fails.
    server.run(HTTPLoop(server, epoll: Epoll(file), listeners: []))
    #expect(server.hasEnded)
    #expect(failures.load(ordering: .relaxed) == 1)
  }

  @Test func stoppingIsNoFailure() throws {
    let failures = Monitor(0)
    let server = try TestServer(limits { $0.onFailure = { failures.update { $0 += 1 } } })
    #expect(!server.server.hasEnded)
    #expect(server.server.stop(within: .seconds(5)))
    #expect(server.server.hasEnded)
    #expect(failures.read { $0 } == 0)
  }

  @Test func stoppingDoesNotWaitForEver() throws {
    let gate = Gate()
    let server = try TestServer { _ in
      gate.pass()
      return .text("late")
    }
    let client = try server.client()
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    while server.server.requestsInFlight < 1 { usleep(1000) }
    #expect(!server.server.stop(within: .milliseconds(200)))
    #expect(try client.isClosedByServer())
    gate.open()
  }
}
