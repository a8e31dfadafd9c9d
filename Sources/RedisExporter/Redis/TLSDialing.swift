import Glibc
import Shared
import Synchronization
import TLS

/// TLS to servers, with certificates that are read again when their files have changed.
final class TLSDialing: Sendable {
  private let context: Mutex<TLSClientContext>

  init(_ options: TLSClientOptions) throws(TLSError) {
    context = Mutex(try TLSClientContext(options))
  }

  /// Does the handshake over a connected socket, by the deadline.
  func secure(
    _ socket: CInt, host: String, by deadline: Deadline
  ) throws(RedisError) -> any Transport {
    do throws(TLSError) {
      let transport = try TLSTransport(socket: socket, context: current(), host: host)
      if try Self.shakeHands(transport, socket, by: deadline) { return transport }
    } catch {
      throw RedisError(.tls, "TLS with \(OneLine.of("\(error)") { $0 })")
    }
    throw RedisError(.timeout, "TLS with \(host): no answer in time; is this a port without TLS?")
  }

  /// - Returns: Whether it came to an end by the deadline.
  private static func shakeHands(
    _ transport: TLSTransport, _ socket: CInt, by deadline: Deadline
  ) throws(TLSError) -> Bool {
    while true {
      let wanted: CInt
      switch transport.handshake() {
      case .done: return true
      case .failed(let error): throw error
      case .wantRead: wanted = POLLIN
      case .wantWrite: wanted = POLLOUT
      }
      guard Link.wait(for: wanted, on: socket, by: deadline) else { return false }
    }
  }

  /// What is in force, or new when a certificate was renewed; a file that cannot be used leaves the
  /// old one.
  private func current() -> TLSClientContext {
    context.withLock { context in
      if context.isOutdated(), let renewed = try? TLSClientContext(context.options) {
        context = renewed
      }
      return context
    }
  }
}
