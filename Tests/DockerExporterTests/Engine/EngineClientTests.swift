import Glibc
import Shared
import TestSupport
import Testing

@testable import DockerExporter

/// What a real engine cannot be made to say.
@Suite struct EngineClientTests {
  private static func client(_ fake: FakeEngine) throws -> EngineClient {
    try EngineClient(EngineAddress(fake.host, environment: [:]))
  }

  private static func error(
    _ reply: FakeEngine.Reply, in time: Duration = .seconds(20), limit: Int = 1 << 20
  ) throws -> EngineError {
    let fake = try FakeEngine { _ in reply }
    let client = try client(fake)
    let error = #expect(throws: EngineError.self) {
      try client.get("/info", by: Deadline(in: time), limit: limit)
    }
    return try #require(error)
  }

  @Test(arguments: [("1.24", "/v1.24/info"), ("1.41", "/v1.41/info"), ("1.52", "/v1.51/info")])
  func theVersionIsAgreedOn(version: String, path: String) throws {
    let fake = try FakeEngine { path in
      path == "/_ping"
        ? .json("OK", fields: ["Api-Version": version, "Date": "Sat, 28 Nov 2026 09:28:42 GMT"])
        : .json("{}")
    }
    let client = try Self.client(fake)
    let greeting = try client.ping(by: Deadline(in: .seconds(20)))
    #expect(greeting.time == 1_795_858_122)
    #expect(!greeting.isPodman)
    #expect(try client.get("/info", by: Deadline(in: .seconds(20))) == .object([:]))
    #expect(fake.requests == ["/_ping", path])
  }

  @Test func anEngineThatDoesNotSayWhatItSpeaksIsAskedInItsNewest() throws {
    let fake = try FakeEngine { _ in .json("[]") }
    let client = try Self.client(fake)
    try client.ping(by: Deadline(in: .seconds(20)))
    #expect(client.version == nil)
    _ = try client.get("/containers/json", by: Deadline(in: .seconds(20)))
    #expect(fake.requests == ["/_ping", "/containers/json"])
  }

  @Test func podmanIsKnownByItsPing() throws {
    let fake = try FakeEngine { _ in
      .json(
        "OK",
        fields: [
          "Api-Version": "1.41", "Libpod-Api-Version": "4.3.1", "Server": "Libpod/4.3.1 (linux)",
        ])
    }
    let client = try Self.client(fake)
    #expect(try client.ping(by: Deadline(in: .seconds(20))).isPodman)
    #expect(client.version == APIVersion(major: 1, minor: 41))
  }

  @Test func aRefusalSaysWhatTheEngineSaysOnOneLine() throws {
    let error = try Self.error(.json(#"{"message":"no such\ncontainer: x"}"#, status: 404))
    #expect(error.kind == .status(404))
    #expect(error.isNotFound)
    #expect(error.description.hasSuffix("/s: status 404: no such; container: x"))
    #expect(error.description.hasPrefix("GET /info of unix:///tmp/"))
  }

  @Test func aProxyThatForbidsACallIsNamed() throws {
    let error = try Self.error(.json("<html>no</html>", status: 403))
    #expect(error.reason == "status 403; a proxy before the engine must let this call pass")
  }

  @Test(arguments: ["garbage", "", "{\"a\":"])
  func whatIsNoJSONIsSaidToBeNone(body: String) throws {
    let error = try Self.error(.json(body))
    #expect(error.kind == .notJSON)
    #expect(error.isAnswer)
  }

  @Test func anAnswerWithoutEndIsCutOff() throws {
    let error = try Self.error(.json(String(repeating: " ", count: 5000)), limit: 4096)
    #expect(error.kind == .tooLong)
    #expect(error.reason == "the answer is longer than 4096 bytes")
  }

  @Test(arguments: ["HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}", ""])
  func halfAnAnswerIsNone(text: String) throws {
    #expect(try Self.error(.raw(text)).kind == .cut)
  }

  @Test func whoSpeaksNoHTTPIsNoEngine() throws {
    let error = try Self.error(.raw("SSH-2.0-x\r\n\r\n"))
    #expect(!error.isAnswer)
  }

  @Test func silenceEndsAtTheDeadline() throws {
    let begin = ContinuousClock.now
    let error = try Self.error(.silence, in: .milliseconds(300))
    #expect(error.kind == .timeout)
    #expect(ContinuousClock.now - begin < .seconds(10))
  }

  @Test func aSocketThatIsNotThereIsSaidToBeMissing() throws {
    let client = try EngineClient(EngineAddress("unix:///tmp/none/s", environment: [:]))
    let error = #expect(throws: EngineError.self) {
      try client.ping(by: Deadline(in: .seconds(20)))
    }
    #expect(error?.kind == .refused)
    #expect(error?.reason.hasPrefix("there is no such socket") == true)
  }

  @Test func aSocketThatNobodyListensOnIsRefused() throws {
    let folder = try TemporaryFolder()
    let socket = try UnixPeer.socket("\(folder.path)/s") { bind($0, $1, $2) }
    defer { close(socket) }
    let client = try EngineClient(EngineAddress("unix://\(folder.path)/s", environment: [:]))
    let error = #expect(throws: EngineError.self) {
      try client.ping(by: Deadline(in: .seconds(20)))
    }
    #expect(error?.kind == .refused)
    #expect(error?.reason == "nobody listens there; is the engine running?")
  }

  @Test func aSocketOfSomebodyElsesNamesTheGroup() throws {
    let address = try EngineAddress("", environment: [:])
    let error = EngineError.unconnected("GET /_ping", of: address, code: EACCES, words: "")
    #expect(error.kind == .notPermitted)
    #expect(
      "\(error)" == "GET /_ping of unix:///var/run/docker.sock: permission denied; run as root or "
        + "as a member of the group that owns the socket (docker)")
  }
}
