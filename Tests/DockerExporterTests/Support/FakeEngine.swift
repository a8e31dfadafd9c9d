import Glibc
import Synchronization

/// An engine that answers what a test wants.
final class FakeEngine: Sendable {
  enum Reply: Sendable {
    case json(String, status: Int = 200, fields: [String: String] = [:])
    /// As it is, and then the end of the connection.
    case raw(String)
    /// A stream: lines, and then nothing more, or the end.
    case lines([String], ends: Bool = false)
    case silence
  }

  let server: UnixServer
  private let asked: Asked

  private final class Asked: Sendable { let paths = Mutex<[String]>([]) }

  /// - Parameter reply: To the path and query of a request.
  init(_ reply: @escaping @Sendable (String) -> Reply) throws {
    let asked = Asked()
    self.asked = asked
    server = try UnixServer { peer in
      while let request = peer.request() {
        let path = String(request.split(separator: " ")[1])
        asked.paths.withLock { $0.append(path) }
        guard Self.answer(reply(path), to: peer) else { return }
      }
    }
  }

  var host: String { "unix://\(server.path)" }

  /// Paths and queries of the requests so far.
  var requests: [String] { asked.paths.withLock { $0 } }

  private static func answer(_ reply: Reply, to peer: UnixPeer) -> Bool {
    switch reply {
    case .json(let body, let status, let fields):
      let lines = fields.map { "\($0.key): \($0.value)\r\n" }.joined()
      return peer.send(
        "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\(lines)\r\n\(body)")
    case .raw(let text):
      peer.send(text)
      return false
    case .lines(let lines, let ends):
      peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      for line in lines {
        let size = String(line.utf8.count + 1, radix: 16)
        guard peer.send("\(size)\r\n\(line)\n\r\n") else { return false }
      }
      if ends { return peer.send("0\r\n\r\n") }
      return !peer.read().isEmpty
    case .silence: return !peer.read().isEmpty
    }
  }
}
