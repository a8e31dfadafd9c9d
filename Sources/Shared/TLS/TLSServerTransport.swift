internal import COpenSSL
internal import Glibc
package import Shared

/// Bytes through TLS, of a client that a server has accepted.
///
/// The handshake is part of the first ``read(into:)``. Until the first bytes come, it holds nothing
/// but its socket.
@safe package final class TLSServerTransport: Transport {
  private enum State {
    /// Nothing has come yet.
    case new
    case talking(TLSStream)
    /// No TLS, or none any more: what is written goes out as it is, what comes is thrown away.
    case plain
  }

  private let socket: CInt
  private let context: TLSServerContext
  private let noteFailure: (String) -> Void
  private var state = State.new
  /// The answer to a client that does not speak TLS.
  package private(set) var rejection: HTTPRejection?
  package private(set) var hasRefused = false

  /// - Parameter noteFailure: Is told why a handshake came to nothing.
  package init(
    socket: CInt, context: TLSServerContext, noteFailure: @escaping (String) -> Void = { _ in }
  ) {
    self.socket = socket
    self.context = context
    self.noteFailure = noteFailure
  }

  package var isOpening: Bool {
    switch state {
    case .new: true
    case .talking(let stream): !stream.isOpen
    case .plain: false
    }
  }

  /// As measured: two records and the keys that are being agreed on.
  private static let handshakeMemory = 48 * 1024

  package var memory: Int {
    if case .talking(let stream) = state, !stream.isOpen { Self.handshakeMemory } else { 0 }
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) -> TransportResult {
    switch state {
    case .new:
      guard let stream = try? context.makeStream(socket: socket) else { return .closed }
      state = .talking(stream)
      return unsafe read(from: stream, into: buffer)
    case .talking(let stream): return unsafe read(from: stream, into: buffer)
    case .plain: return unsafe PlainTransport(socket: socket).read(into: buffer)
    }
  }

  private func read(
    from stream: TLSStream, into buffer: UnsafeMutableRawBufferPointer
  ) -> TransportResult {
    let wasOpen = stream.isOpen
    let outcome = unsafe stream.read(into: buffer)
    switch outcome {
    case .result(let result): return result
    case .failed(code: 0) where !wasOpen: refuse()
    case .failed: OpenSSLFailure.forgetAll()
    }
    return .closed
  }

  /// Takes note of why there is no TLS with this client.
  private func refuse() {
    state = .plain
    hasRefused = true
    let failure = OpenSSLFailure.take()
    let isHTTP =
      failure?.is(SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST, of: ERR_LIB_SSL) ?? false
    if isHTTP {
      rejection = HTTPRejection(
        .badRequest, "This port speaks HTTPS, and the request came as plain HTTP: ask https://.")
    }
    noteFailure(failure?.words ?? "OpenSSL does not say why")
  }

  package func write(_ head: Span<UInt8>, _ body: Span<UInt8>) -> TransportResult {
    switch state {
    case .new: return .closed
    case .talking(let stream):
      if case .result(let result) = stream.write(head, body) { return result }
      OpenSSLFailure.forgetAll()
      return .closed
    case .plain: return PlainTransport(socket: socket).write(head, body)
    }
  }

  package func endWriting() {
    if case .talking(let stream) = state {
      stream.endWriting()
    } else {
      PlainTransport(socket: socket).endWriting()
    }
  }

  package var hasReadAhead: Bool {
    if case .talking(let stream) = state { stream.hasReadAhead } else { false }
  }
}
