import Glibc
import Shared
import Synchronization

/// A proxy before an engine that cuts the stream of events, and can refuse to let any through.
final class CuttingProxy: Sendable {
  enum Mode: Sendable {
    case open
    /// Each event that was not seen before ends the stream: once in the middle of it, once behind.
    case cutting
    /// Whoever connects is sent away.
    case closed
  }

  private final class State: Sendable {
    let mode: Mutex<Mode>
    let cuts = Mutex(0)
    /// Events that have been passed on, and those that were cut in the middle.
    let passed = Mutex<Set<String>>([])
    let halved = Mutex<Set<String>>([])
    init(_ mode: Mode) { self.mode = Mutex(mode) }
  }

  private let server: UnixServer
  private let state: State

  init(to engine: String, _ mode: Mode) throws {
    let state = State(mode)
    self.state = state
    server = try UnixServer { peer in
      guard let upstream = try? UnixPeer.connecting(to: engine) else { return }
      defer { close(upstream.descriptor) }
      while let request = peer.request(), state.mode.withLock({ $0 != .closed }) {
        upstream.send(request)
        if request.split(separator: " ")[1].contains("/events?") {
          Self.pass(from: upstream, to: peer, state)
          return
        }
        guard Self.answer(from: upstream, to: peer) else { return }
      }
    }
  }

  var host: String { "unix://\(server.path)" }
  var cuts: Int { state.cuts.withLock { $0 } }

  func set(_ mode: Mode) {
    state.mode.withLock { $0 = mode }
    server.dropAll()
  }

  /// Passes on one answer to a call.
  private static func answer(from upstream: UnixPeer, to peer: UnixPeer) -> Bool {
    var bytes: [UInt8] = []
    while true {
      let next = upstream.read()
      if next.isEmpty { return false }
      bytes += next
      if isWhole(String(decoding: bytes, as: UTF8.self)) { return peer.send(bytes) }
    }
  }

  private static func isWhole(_ text: String) -> Bool {
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    guard let end = lines.firstIndex(of: "") else { return false }
    let header = lines[..<end].map { $0.lowercased() }
    if header.contains("transfer-encoding: chunked") { return text.hasSuffix("\r\n0\r\n\r\n") }
    guard let field = header.first(where: { $0.hasPrefix("content-length: ") }),
      let length = Int(field.dropFirst(16))
    else { return true }
    let headerLength = lines[..<end].map { $0.utf8.count + 2 }.reduce(2, +)
    return text.utf8.count >= headerLength + length
  }

  private static func pass(from upstream: UnixPeer, to peer: UnixPeer, _ state: State) {
    // The engine never speaks first again when the reader has gone away.
    try? Thread.detach {
      _ = peer.read()
      shutdown(upstream.descriptor, CInt(SHUT_RDWR))
    }
    var line: [UInt8] = []
    while true {
      let bytes = upstream.read()
      if bytes.isEmpty { return }
      for byte in bytes {
        line.append(byte)
        guard byte == UInt8(ascii: "\n") else { continue }
        defer { line = [] }
        let text = String(decoding: line, as: UTF8.self)
        let isNew =
          text.hasPrefix("{") && state.mode.withLock { $0 == .cutting }
          && state.passed.withLock { !$0.contains(text) }
        if isNew, state.halved.withLock({ $0.insert(text).inserted }) {
          peer.send(line[..<(line.count / 2)])
          state.cuts.withLock { $0 += 1 }
          return
        }
        peer.send(line)
        if isNew {
          state.passed.withLock { _ = $0.insert(text) }
          state.cuts.withLock { $0 += 1 }
          return
        }
      }
      // What ends without a line's end, as a chunk's beginning does not.
      if line.first != UInt8(ascii: "{") {
        peer.send(line)
        line = []
      }
    }
  }
}
