import Foundation
import TLS
import TestSupport
import Testing

/// Against peers that do not speak TLS, or stop in the middle of it.
@Suite(.serialized)
struct TLSPeerTests {
  private let context = Result { try TLSClientContext(TLSClientOptions(skipsVerification: true)) }

  private func client(_ meet: @escaping @Sendable (CInt) -> Void) throws -> (Peer, Client) {
    let peer = try Peer(meet)
    return (peer, try Client(try context.get(), port: peer.port, host: "redis.example"))
  }

  private static func say(_ text: String, to client: CInt) {
    let bytes = Array(text.utf8)
    _ = unsafe send(client, bytes, bytes.count, CInt(MSG_NOSIGNAL))
  }

  @Test(arguments: [
    "-ERR unknown command\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n", "220 mail.example ESMTP\r\n",
    "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}", "\u{16}\u{3}\u{3}\u{7f}\u{7f}hello",
  ])
  func aServerWithoutTLSIsOneClearError(text: String) throws {
    let (peer, client) = try client { Self.say(text, to: $0) }
    let error = #expect(throws: TLSError.self) { try client.handshake() }
    #expect(
      error?.description.hasPrefix(
        "TLS with redis.example: the server does not answer with TLS (") == true,
      "\(String(describing: error))")
    // It stays so.
    #expect(client.transport.handshake() == error.map { .failed($0) })
    withExtendedLifetime(peer) {}
  }

  @Test func aServerThatNeverAnswersIsWaitedForUntilTheDeadline() throws {
    let (peer, client) = try client { _ in }
    #expect(throws: Client.Outcome.deadline) { try client.handshake(within: 0.3) }
    #expect(client.transport.handshake() == .wantRead)
    #expect(client.transport.failure == nil)
    withExtendedLifetime(peer) {}
  }

  @Test(arguments: ["", "\u{16}\u{3}"])
  func aServerThatClosesInTheHandshakeSaysSo(text: String) throws {
    let (peer, client) = try client { client in
      // What is not read would make the end a reset.
      var buffer = [UInt8](repeating: 0, count: 4096)
      _ = unsafe recv(client, &buffer, buffer.count, 0)
      Self.say(text, to: client)
      shutdown(client, CInt(SHUT_RDWR))
    }
    let error = #expect(throws: TLSError.self) { try client.handshake() }
    #expect(
      error?.description
        == "TLS with redis.example: the server closed the connection in the handshake")
    withExtendedLifetime(peer) {}
  }
}
