import Shared
import TestSupport
import Testing

@testable import AppProbe

@Suite(.serialized, FaultServer.requirement.trait)
struct HTTPClientTests {
  private let probes: ProbeOnLoop
  private let server: FaultServer

  init() throws {
    probes = try ProbeOnLoop()
    server = try FaultServer()
  }

  private func get(_ path: String, _ change: (inout HTTPExchange) -> Void = { _ in }) throws
    -> HTTPAnswer
  {
    var exchange = HTTPExchange(url: server.url(path), bodyLimit: 1 << 20)
    change(&exchange)
    return try probes.perform(exchange)
  }

  @Test func anAnswerIsRead() throws {
    let answer = try get("/")
    #expect(answer.failure == nil)
    #expect(answer.status == 200)
    #expect(answer.version == "1.1")
    #expect(String(decoding: answer.body, as: UTF8.self) == "hello")
    #expect(answer.contentLength == 5)
    #expect(answer.address == "127.0.0.1")
    #expect(answer.headers.contains { $0.name == "X-Test" && $0.value == "yes" })
    #expect(answer.phases.map(\.name) == ["resolve", "connect", "processing", "transfer"])
  }

  @Test func aRequestSaysWhatIsAskedAndNoMore() throws {
    let answer = try get("/echo") { $0.headers = [("X-One", Secret("1"))] }
    let port = server.port
    #expect(
      String(decoding: answer.body, as: UTF8.self) == """
        GET /echo HTTP/1.1\r
        Host: 127.0.0.1:\(port)\r
        X-One: 1\r
        User-Agent: app-probe/\(Version.number)\r
        \r

        """)
  }

  @Test func cookiesAreSentBackAndCarriedOn() throws {
    let answer = try get("/set-cookie")
    #expect(answer.redirects == 1)
    #expect(String(decoding: answer.body, as: UTF8.self).contains("Cookie: session=secret1"))
    #expect(answer.cookies.lines.count == 1)
    let other = try get("/echo")
    #expect(!String(decoding: other.body, as: UTF8.self).contains("session"))
    let later = try get("/echo") { $0.cookies = answer.cookies }
    #expect(String(decoding: later.body, as: UTF8.self).contains("Cookie: session=secret1"))
  }
}
