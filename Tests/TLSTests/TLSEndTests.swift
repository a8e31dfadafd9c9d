import Foundation
import TLS
import TestSupport
import Testing

/// How connections end.
@Suite(.serialized, Requirement(programs: ["openssl", "redis-server", "setpriv"]).trait)
struct TLSEndTests {
  private let certificates: Certificates

  init() throws { certificates = try Certificates.shared.get() }

  @Test func theEndOfAServerIsAnEndAndNoSignal() throws {
    let server = try Server.redis(certificates)
    let client = try Client(certificates.context(), port: server.port)
    try ping(client)
    server.program.signal(SIGKILL)
    _ = server.program.end()
    #expect(failure { _ = try client.receive(1) } == "connection: ended")
    for _ in 0..<3 { _ = try? client.send("PING\r\n") }
    client.transport.endWriting()
    #expect(client.transport.handshake() != .done)
  }

  @Test func whatIsWrittenToAServerThatIsGoneRaisesNoSignal() throws {
    let server = try Server.redis(certificates)
    let client = try Client(certificates.context(), port: server.port)
    try ping(client)
    server.program.signal(SIGKILL)
    _ = server.program.end()
    let error = failure { for _ in 0..<1000 { try client.send("PING\r\n") } }
    // Where the thread that runs the test blocks it, the signal would not end the test.
    var pending = sigset_t()
    unsafe sigpending(&pending)
    #expect(unsafe sigismember(&pending, SIGPIPE) == 0)
    #expect(
      error == "TLS with 127.0.0.1: Broken pipe"
        || error == "TLS with 127.0.0.1: Connection reset by peer")
  }

  @Test func aServerIsToldThatNothingMoreComes() throws {
    let server = try Server.redis(certificates)
    let client = try Client(certificates.context(), port: server.port)
    try ping(client)
    client.transport.endWriting()
    #expect(failure { _ = try client.receive(1) } == "connection: ended")
  }
}
