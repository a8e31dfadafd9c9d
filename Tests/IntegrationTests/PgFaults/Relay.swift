import Foundation
import Synchronization
import TestSupport
import Testing

/// A port of 127.0.0.1 that passes on what comes to a server and what the server answers, and does
/// to the answers what the test says.
final class Relay: Sendable {
  enum Mode: Equatable {
    case passes
    /// Each connection ends after so many bytes of answers from now on.
    case cuts(after: Int)
    /// One byte in 10 ms.
    case trickles
    /// Something else than the answers, after so many bytes of them. A connection that had that
    /// ends with the mode: nobody could tell when one that is out of step is to go on.
    case talksRubbish(after: Int)
  }

  let port: Int
  private let listener: CInt
  private let state: Shared

  private final class Shared: Sendable {
    /// The number tells the modes apart, so that bytes are counted from a change on.
    let mode = Mutex((mode: Mode.passes, number: 0))
    let connections = Counter()
  }

  init(to target: Int) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    port = try freePort()
    var address = sockaddr_in(port: port)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(result == 0 && listen(listener, 16) == 0, "listen at \(port): error \(errno)")
    self.listener = listener
    let state = Shared()
    self.state = state
    Thread.detachNewThread {
      while case let client = accept(listener, nil, nil), client >= 0 {
        state.connections.increment()
        Self.serve(client, target, state)
      }
    }
  }

  deinit {
    shutdown(listener, CInt(SHUT_RDWR))
    close(listener)
  }

  /// Connections that were made so far.
  var connections: Int { state.connections.value }

  /// What happens to the answers from now on.
  func set(_ mode: Mode) { state.mode.withLock { $0 = (mode, $0.number + 1) } }

  private static func serve(_ client: CInt, _ target: Int, _ state: Shared) {
    let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in(port: target)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    // Both threads use both sockets; the last one closes them.
    let done = Counter()
    let finish: @Sendable () -> Void = {
      shutdown(client, CInt(SHUT_RDWR))
      shutdown(server, CInt(SHUT_RDWR))
      if done.increment() == 2 {
        close(client)
        close(server)
      }
    }
    guard result == 0 else {
      finish()
      return finish()
    }
    Thread.detachNewThread {
      var buffer = [UInt8](repeating: 0, count: 16384)
      while case let count = recv(client, &buffer, buffer.count, 0), count > 0,
        pass(buffer[..<count], to: server)
      {}
      finish()
    }
    Thread.detachNewThread {
      answer(from: server, to: client, state)
      finish()
    }
  }

  private static func answer(from server: CInt, to client: CInt, _ state: Shared) {
    var buffer = [UInt8](repeating: 0, count: 16384)
    var number = -1
    var passed = 0
    var isGarbled = false
    while true {
      var watched = pollfd(fd: server, events: Int16(POLLIN), revents: 0)
      if poll(&watched, 1, 20) == 0 {
        if isGarbled, state.mode.withLock({ $0.number }) != number { return }
        continue
      }
      let count = recv(server, &buffer, buffer.count, 0)
      guard count > 0 else { return }
      let current = state.mode.withLock { $0 }
      if current.number != number { (number, passed) = (current.number, 0) }
      let bytes = buffer[..<count]
      switch current.mode {
      case .passes:
        guard pass(bytes, to: client) else { return }
      case .cuts(let limit):
        guard pass(bytes.prefix(limit - passed), to: client), passed + count <= limit else {
          return
        }
      case .trickles:
        for index in bytes.indices {
          usleep(10_000)
          guard pass(bytes[index...index], to: client) else { return }
        }
      case .talksRubbish(let limit):
        let good = bytes.prefix(max(0, limit - passed))
        let bad = bytes.dropFirst(good.count).indices.map {
          UInt8(truncatingIfNeeded: $0 &* 151 &+ 7)
        }
        isGarbled = isGarbled || !bad.isEmpty
        guard pass(good, to: client), pass(bad[...], to: client) else { return }
      }
      passed += count
    }
  }

  private static func pass(_ bytes: ArraySlice<UInt8>, to socket: CInt) -> Bool {
    bytes.isEmpty
      || bytes.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
        == bytes.count
  }
}
