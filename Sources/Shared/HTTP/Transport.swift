internal import CLinux
internal import Glibc

/// How the bytes of a connection get to the network: as they are, or through TLS.
///
/// ``HTTPServerConfiguration/makeTransport`` chooses. Nothing here waits. The loop asks again when the socket is ready for what was wanted, which for
/// TLS may be writing in order to read.
package protocol Transport {
  /// Reads what is there, into `buffer`.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> TransportResult

  /// Writes as much of `head` and then `body` as the network takes.
  mutating func write(_ head: Span<UInt8>, _ body: Span<UInt8>) -> TransportResult

  /// Tells the client that nothing more will come.
  mutating func endWriting()

  /// Whether bytes were taken from the socket that ``read(into:)`` has not given yet.
  var hasReadAhead: Bool { get }

  /// Whether the two sides are still agreeing on how to talk, which has the time of a request.
  var isOpening: Bool { get }

  /// Bytes of memory that it holds while ``isOpening``, which somebody who never asks makes us hold.
  var memory: Int { get }

  /// Whether the client was refused, and has to be given time to read why.
  var hasRefused: Bool { get }

  /// What a client that was refused is answered, if it can be.
  var rejection: HTTPRejection? { get }
}

extension Transport {
  package var isOpening: Bool { false }
  package var memory: Int { 0 }
  package var hasRefused: Bool { false }
  package var rejection: HTTPRejection? { nil }
}

package enum TransportResult: Equatable {
  /// So many bytes, at least one.
  case done(Int)
  case wantRead
  case wantWrite
  /// The client is gone, or will send nothing more.
  case closed
}

/// Bytes as they are.
package struct PlainTransport: Transport {
  private let socket: CInt

  package init(socket: CInt) { self.socket = socket }

  package func read(into buffer: UnsafeMutableRawBufferPointer) -> TransportResult {
    let count = unsafe recv(socket, buffer.baseAddress, buffer.count, 0)
    return result(count, .wantRead)
  }

  package func write(_ head: Span<UInt8>, _ body: Span<UInt8>) -> TransportResult {
    let count = unsafe head.withUnsafeBytes { head in
      unsafe body.withUnsafeBytes { body in
        unsafe vigie_send_both(
          socket, head.baseAddress, head.count, body.baseAddress, body.count)
      }
    }
    return result(count, .wantWrite)
  }

  package func endWriting() {
    _ = shutdown(socket, CInt(SHUT_WR))
  }

  package var hasReadAhead: Bool { false }

  private func result(_ count: Int, _ wanted: TransportResult) -> TransportResult {
    if count > 0 { return .done(count) }
    let code = errno
    // An interrupted call is asked again as soon as the loop comes by.
    if count < 0, code == EAGAIN || code == EINTR { return wanted }
    return .closed
  }
}
