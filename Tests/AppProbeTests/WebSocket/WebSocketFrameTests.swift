import Shared
import Testing

@testable import AppProbe

@Suite struct WebSocketFrameTests {
  /// The examples of RFC 6455, section 5.7.
  @Test(
    arguments: [
      ([0x81, 5] + Array("Hello".utf8), WebSocketFrame(kind: .text, payload: Array("Hello".utf8))),
      (
        [0x01, 3] + Array("Hel".utf8),
        WebSocketFrame(kind: .text, isFinal: false, payload: Array("Hel".utf8))
      ),
      (
        [0x80, 2] + Array("lo".utf8), WebSocketFrame(kind: .continuation, payload: Array("lo".utf8))
      ),
      ([0x89, 5] + Array("Hello".utf8), WebSocketFrame(kind: .ping, payload: Array("Hello".utf8))),
      (
        [0x82, 0x7E, 1, 0] + [UInt8](repeating: 7, count: 256),
        WebSocketFrame(kind: .binary, payload: [UInt8](repeating: 7, count: 256))
      ),
      (
        [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0] + [UInt8](repeating: 7, count: 65536),
        WebSocketFrame(kind: .binary, payload: [UInt8](repeating: 7, count: 65536))
      ),
    ] as [([UInt8], WebSocketFrame)])
  func aFrameIsReadWhereverItStands(bytes: [UInt8], frame: WebSocketFrame) throws {
    let more = [1, 2, 3] + bytes + [0x81]
    let (found, count) = try #require(try WebSocketFrame.first(in: more[3...]))
    #expect(found == frame)
    #expect(count == bytes.count)
    // None of its beginnings is one.
    for count in Set([0, 1, 2, 3, 9, bytes.count - 1]) where count < bytes.count {
      #expect(try WebSocketFrame.first(in: bytes[..<count]) == nil)
    }
  }

  @Test func whatIsSentIsMasked() {
    let frame = WebSocketFrame(kind: .text, payload: Array("Hello".utf8))
    #expect(
      frame.bytes(mask: [0x37, 0xFA, 0x21, 0x3D])
        == [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
    let long = WebSocketFrame(kind: .binary, payload: [UInt8](repeating: 0, count: 256))
    #expect(long.bytes(mask: [1, 2, 3, 4]).prefix(10) == [0x82, 0xFE, 1, 0, 1, 2, 3, 4, 1, 2])
    let longer = WebSocketFrame(kind: .binary, payload: [UInt8](repeating: 0, count: 65536))
    #expect(
      longer.bytes(mask: [1, 2, 3, 4]).prefix(14) == [
        0x82, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4,
      ])
  }

  @Test(
    arguments: [
      ([0xC1, 0], FailureReason.protocol), ([0x83, 0], .protocol),
      ([0x81, 0x81, 0, 0, 0, 0, 0], .protocol),
      ([0x09, 0], .protocol), ([0x89, 0x7E, 0, 200], .protocol),
      ([0x81, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .size),
      ([0x81, 0x7F, 0, 0, 0, 0, 0, 0x20, 0, 0], .size),
    ] as [([UInt8], FailureReason)])
  func whatIsNoFrameIsRefused(bytes: [UInt8], reason: FailureReason) {
    #expect { try WebSocketFrame.first(in: bytes[...]) } throws: {
      ($0 as? ProbeFailure)?.reason == reason
    }
  }

  /// The example of RFC 6455, section 1.3.
  @Test func aHandshakeHasItsProof() throws {
    let handshake = WebSocketHandshake(
      url: try HTTPURL("http://server.example.com/chat"), nonce: Array("the sample nonce".utf8))
    #expect(
      String(decoding: handshake.request, as: UTF8.self) == """
        GET /chat HTTP/1.1\r
        Host: server.example.com\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Version: 13\r
        User-Agent: app-probe/\(Version.number)\r
        \r

        """)
    func reason(_ status: Int, _ headers: String...) -> FailureReason? {
      let line = Array("HTTP/1.1 \(status) X".utf8)
      guard var head = HTTPHead(statusLine: line.span) else { return nil }
      for header in headers { head.add(line: Array(header.utf8).span) }
      do throws(ProbeFailure) {
        try handshake.check(head)
        return nil
      } catch {
        return error.reason
      }
    }
    let (upgrade, connection) = ("Upgrade: WebSocket", "Connection: keep-alive, upgrade")
    let proof = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
    #expect(reason(101, upgrade, connection, proof) == nil)
    #expect(reason(200, upgrade, connection, proof) == .status)
    #expect(reason(101, connection, proof) == .protocol)
    #expect(reason(101, upgrade, proof) == .protocol)
    #expect(reason(101, upgrade, connection) == .protocol)
    #expect(reason(101, upgrade, connection, proof.lowercased()) == .protocol)
  }
}
