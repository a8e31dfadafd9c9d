import Shared

/// Messages over a connection that has become a WebSocket.
struct WebSocketSession {
  let connection: ProbeConnection

  /// The next message, whatever its kind; what the other side says in between is answered.
  func message() async throws(ProbeFailure) -> [UInt8] {
    var message: [UInt8]?
    while true {
      let frame = try await frame()
      switch frame.kind {
      case .ping: try await send(WebSocketFrame(kind: .pong, payload: frame.payload))
      case .pong: break
      case .close:
        throw ProbeFailure(
          .reset, OneLine.cut("\(connection.name) ended the WebSocket\(frame.closing)"))
      case .continuation, .text, .binary:
        guard (message == nil) == (frame.kind != .continuation) else {
          throw WebSocketFrame.malformed("the pieces of a message do not follow each other")
        }
        let soFar = (message ?? []) + frame.payload
        if frame.isFinal { return soFar }
        message = soFar
      }
    }
  }

  func send(_ frame: WebSocketFrame) async throws(ProbeFailure) {
    let mask = (0..<4).map { _ in UInt8.random(in: .min ... .max) }
    try await connection.send(frame.bytes(mask: mask))
  }

  private func frame() async throws(ProbeFailure) -> WebSocketFrame {
    while true {
      if let (frame, count) = try WebSocketFrame.first(in: connection.received) {
        connection.drop(count)
        return frame
      }
      guard try await connection.receive() else {
        throw ProbeFailure(.reset, "\(connection.name) ended the connection")
      }
    }
  }
}
