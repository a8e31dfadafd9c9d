import Foundation
import Shared
import Synchronization
import TestSupport
import Testing

@testable import AppProbe

/// Against servers that answer, and those that fail in the ways in which servers do.
@Suite(.serialized) struct TCPProberTests {
  private let bench: ProbeBench

  init() throws { bench = try ProbeBench() }

  private func expecting(
    _ pattern: String, send: String? = nil, labels: [(name: String, value: String)] = []
  ) throws -> QueryResponse {
    QueryResponse(expect: try Pattern(pattern), labels: labels, send: send)
  }

  @Test func aConnectionIsEnough() throws {
    let server = try ScriptedServer { _ in }
    let result = try bench.probe(TCPProber(), server.target)
    #expect(result.report.failure == nil)
    #expect(result.report.value(.ipProtocol) == 4)
    #expect(result.report.value(.ipAddressHash) == 3_668_918_509)
    #expect(result.report.value(.failedDueToRegex) == 0)
    #expect(result.report.value(.failedDueToBytes) == 0)
    #expect(result.report.value(.sslEarliestExpiry) == nil)
  }

  @Test func whereNobodyListensItIsRefused() throws {
    let result = try bench.probe(TCPProber(), "127.0.0.1:\(try freePort())")
    #expect(result.reason == .refused)
    #expect(result.report.failure?.description.hasSuffix("Connection refused") == true)
  }

  @Test(arguments: [
    "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "::1:80", ":80", "",
    // Go looks the number up.
    "127.0.0.1:https",
  ])
  func aTargetThatIsNotHostAndPortIsRefused(target: String) throws {
    #expect(try bench.probe(TCPProber(), target).reason == .configuration)
  }

  @Test func theSourceAddressIsUsed() throws {
    let seen = Monitor<String?>(nil)
    let server = try ScriptedServer { client in
      var address = sockaddr_in()
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      unsafe withUnsafeMutablePointer(to: &address) {
        unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          _ = unsafe getpeername(client.socket, $0, &length)
        }
      }
      let number = UInt32(bigEndian: address.sin_addr.s_addr)
      seen.update { $0 = String(number, radix: 16) }
    }
    var prober = TCPProber()
    prober.sourceAddress = "127.0.0.9"
    #expect(try bench.probe(prober, server.target).report.failure == nil)
    #expect(seen.wait(until: Deadline(in: .seconds(30))) { $0 } == "7f000009")
    // One that this machine does not have, and one of the wrong version.
    prober.sourceAddress = "192.0.2.1"
    #expect(try bench.probe(prober, server.target).reason == .local)
    prober.sourceAddress = "::1"
    #expect(try bench.probe(prober, server.target).reason == .configuration)
  }

  @Test func whatAPatternCapturesIsSentAndShown() throws {
    let heard = Monitor<[String]>([])
    let server = try ScriptedServer { client in
      client.say("hello\r\n220 mail.example ESMTP Postfix\r\n")
      let line = client.hear()
      heard.update { $0.append(line) }
      client.say("250 OK\r\n")
    }
    var prober = TCPProber()
    prober.conversation = [
      try expecting(
        "^220 (?P<host>[^ ]+) ESMTP (.*)$", send: "EHLO ${host} $2 $$ $missing\r",
        labels: [(name: "software", value: "$2"), (name: "host", value: "<${1}>")]),
      try expecting("^250"),
    ]
    let result = try bench.probe(prober, server.target)
    #expect(result.report.failure == nil)
    #expect(heard.read { $0 } == ["EHLO mail.example Postfix $ \r"])
    #expect(
      result.report.value(
        .expectInfo,
        [(name: "software", value: "Postfix"), (name: "host", value: "<mail.example>")])
        == 1)
  }

  @Test func whatIsSentWithoutAPatternIsSentAsItIs() throws {
    let heard = Monitor<[UInt8]>([])
    let server = try ScriptedServer { client in
      let bytes = client.hear(5)
      heard.update { $0 = bytes }
      client.say("done\n")
    }
    var prober = TCPProber()
    var send = QueryResponse(send: "a$1")
    send.endsLine = false
    prober.conversation = [QueryResponse(send: "b"), send, try expecting("^done$")]
    #expect(try bench.probe(prober, server.target).report.failure == nil)
    #expect(heard.read { $0 } == Array("b\na$1".utf8))
  }

  @Test func linesMayComeByteByByte() throws {
    let server = try ScriptedServer(staysOpen: true) { client in
      for byte in Array("first\r\n220 ready\r\n".utf8) {
        client.say([byte])
        usleep(2000)
      }
    }
    var prober = TCPProber()
    prober.conversation = [try expecting("^220 ready$")]
    #expect(try bench.probe(prober, server.target).report.failure == nil)
  }

  @Test(arguments: [("the end\n", "^the end$"), ("the end", "^the end$"), ("login: ", "^login: $")])
  func theLastLineNeedsNoEnd(text: String, pattern: String) throws {
    for staysOpen in [true, false] where staysOpen == false || text != "the end" {
      let server = try ScriptedServer(staysOpen: staysOpen) { $0.say(text) }
      var prober = TCPProber()
      prober.conversation = [try expecting(pattern)]
      #expect(try bench.probe(prober, server.target).report.failure == nil)
    }
  }

  @Test func aPromptIsAnsweredAndMayStillGoOn() throws {
    let server = try ScriptedServer(staysOpen: true) { client in
      client.say("pass")
      usleep(1_500_000)
      client.say("word: ")
      if client.hear() == "secret" { client.say("welcome\n") }
    }
    var prober = TCPProber()
    prober.conversation = [
      try expecting("^password: $", send: "secret"), try expecting("^welcome$"),
    ]
    #expect(try bench.probe(prober, server.target).report.failure == nil)
  }

  @Test func anEndBeforeALineMatchesIsTheRegexsFailure() throws {
    let server = try ScriptedServer { $0.say("500 no\n") }
    var prober = TCPProber()
    prober.conversation = [try expecting("^220")]
    let result = try bench.probe(prober, server.target)
    #expect(result.reason == .expect)
    #expect(result.report.value(.failedDueToRegex) == 1)
  }

  @Test func aSilentServerIsWaitedForUntilTheDeadline() throws {
    let server = try ScriptedServer(staysOpen: true) { $0.say("500 no\n") }
    var prober = TCPProber()
    prober.conversation = [try expecting("^220")]
    let result = try bench.probe(prober, server.target, within: .milliseconds(200))
    #expect(result.reason == .timeout)
    #expect(result.report.value(.failedDueToRegex) == 0)
    #expect(result.duration >= .milliseconds(200))
  }

  @Test func aResetIsNotAnEnd() throws {
    let server = try ScriptedServer { client in
      _ = client.hear()
      client.endsByReset()
    }
    var prober = TCPProber()
    prober.conversation = [QueryResponse(send: "x"), try expecting("^220")]
    #expect(try bench.probe(prober, server.target).reason == .reset)
  }

  @Test func aLineWithoutEndIsNotReadForEver() throws {
    let server = try ScriptedServer { client in
      for _ in 0..<200 { client.say(String(repeating: "a", count: 1000)) }
    }
    var prober = TCPProber()
    prober.conversation = [try expecting("^220")]
    #expect(try bench.probe(prober, server.target).reason == .size)
  }

  @Test func aServerThatNeverStopsNeitherGoesOnNorKeepsTheLoopToItself() throws {
    let server = try ScriptedServer { client in
      let line = [UInt8](String(repeating: "a\n", count: 4096).utf8)
      while unsafe send(client.socket, line, line.count, CInt(MSG_NOSIGNAL)) > 0 {}
    }
    var prober = TCPProber()
    prober.conversation = [try expecting("^220")]
    // Another task on the loop, which takes each turn that it gets.
    let turns = Counter()
    let isOver = Monitor(false)
    bench.tools.loop.run {
      while !isOver.read({ $0 }) {
        turns.increment()
        await Task.yield()
      }
    }
    defer { isOver.update { $0 = true } }
    let module = Module(name: "test", prober: prober, timeout: nil)
    let (result, count) = try bench.onLoop { tools in
      let before = turns.value
      let result = await module.probe(server.target, within: .seconds(20), tools)
      return (result, turns.value - before)
    }
    #expect(result.reason == .size)
    #expect(result.log.lines.count < 200)
    // One after each piece, of which the megabyte has 64 at least.
    #expect(count >= 32, "\(count) turns")
  }

  @Test func bytesAreExpectedInAnyNumberOfPieces() throws {
    let server = try ScriptedServer(staysOpen: true) { client in
      for byte: UInt8 in [0, 1, 255, 10, 7] {
        client.say([byte])
        usleep(2000)
      }
      client.say("line\n")
    }
    var prober = TCPProber()
    prober.conversation = [
      QueryResponse(expectBytes: [0, 1, 255]), QueryResponse(expectBytes: [10, 7]),
      try expecting("^line$"),
    ]
    #expect(try bench.probe(prober, server.target).report.failure == nil)
    prober.conversation = [QueryResponse(expectBytes: [0, 2, 255])]
    let result = try bench.probe(prober, server.target)
    #expect(result.reason == .expect)
    #expect(result.report.value(.failedDueToBytes) == 1)
  }

  @Test func fiveHundredSilentServersAreWaitedForAtOnce() throws {
    let server = try ScriptedServer(staysOpen: true) { _ in }
    var prober = TCPProber()
    prober.conversation = [try expecting("^220")]
    let results = try bench.probe(
      prober, Array(repeating: server.target, count: 500), within: .milliseconds(1000))
    #expect(results.allSatisfy { $0.reason == .timeout })
    #expect(results.allSatisfy { $0.duration < .seconds(5) })
  }

  @Test func whatTheRulesForbidIsNotConnectedTo() throws {
    let met = Counter()
    let server = try ScriptedServer { _ in met.increment() }
    let bench = try ProbeBench(rules: TargetRules(refusesPrivate: true))
    #expect(try bench.probe(TCPProber(), server.target).reason == .forbidden)
    #expect(met.value == 0)
  }
}
