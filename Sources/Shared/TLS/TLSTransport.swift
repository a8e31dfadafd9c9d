internal import COpenSSL
internal import Glibc
package import Shared

/// How far a handshake is.
package enum TLSProgress: Equatable {
  case done
  case wantRead
  case wantWrite
  /// The connection is of no use any more.
  case failed(TLSError)
}

/// Bytes through TLS, from a client. The corresponding C type is `SSL`.
///
/// The socket does not block, and is closed by its owner after this. Nothing here waits: what TLS
/// wants of the socket is the answer, which may be writing in order to read, and the call is made
/// again then. An answer of ``TransportResult/wantRead`` does not say that the socket was read
/// empty: it is to be waited for as long as it is readable, not for a change.
///
/// One thread at a time uses it.
@safe package final class TLSTransport: Transport {
  /// Who the other side is to be, for errors.
  let host: String
  /// Outlives the connection, which uses its functions for sockets.
  let context: TLSClientContext
  private let stream: TLSStream
  private let witness: CertificateWitness

  /// Why nothing can be read or written any more, once ``TransportResult/closed`` was answered;
  /// `nil` where the other side has just ended the connection.
  package internal(set) var failure: TLSError?

  /// What the kernel said of the connection, where that is why it ended.
  package private(set) var failureCode: CInt?

  /// What the server has shown, also where it was refused for that.
  package var certificates: CertificateChain {
    var chain = witness.chain
    if unsafe SSL_is_init_finished(connection) == 1 { unsafe chain.describe(connection) }
    return chain
  }

  /// A connection that ``handshake()`` begins.
  ///
  /// - Parameter host: The name or the address that is connected to. The server's certificate must
  ///   be for it, unless the context's options name another or skip the verification.
  package init(socket: CInt, context: TLSClientContext, host: String) throws(TLSError) {
    OpenSSLFailure.forgetAll()
    let stream = try context.makeStream(socket: socket)
    let name = TLSServerName(context.options.serverName ?? host)
    unsafe try name.expect(
      on: stream.connection, verifies: !context.options.skipsVerification)
    self.stream = stream
    self.context = context
    self.host = host
    unsafe witness = CertificateWitness.attach(toConnection: stream.connection)
  }

  var connection: OpaquePointer { unsafe stream.connection }

  /// Goes on with the handshake until it is done or the network is waited for.
  ///
  /// A server of TLS 1.3 judges the client's certificate only after that: its refusal is the first
  /// ``read(into:)``'s ``failure``.
  package func handshake() -> TLSProgress {
    switch attempt({ stream.handshake() }) {
    case .done: .done
    case .wantRead: .wantRead
    case .wantWrite: .wantWrite
    case .closed: .failed(failure ?? error("the server closed the connection in the handshake"))
    }
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) -> TransportResult {
    attempt { unsafe stream.read(into: buffer) }
  }

  /// What was not taken must be the beginning of what is written next.
  package func write(_ head: Span<UInt8>, _ body: Span<UInt8>) -> TransportResult {
    attempt { stream.write(head, body) }
  }

  package func endWriting() {
    if failure == nil { stream.endWriting() }
  }

  package var hasReadAhead: Bool { stream.hasReadAhead }
}

extension TLSTransport {
  private func attempt(_ step: () -> TLSStream.Outcome) -> TransportResult {
    if failure != nil { return .closed }
    switch step() {
    case .result(let result): return result
    case .failed(code: 0): failure = protocolError()
    case .failed(let code):
      failureCode = code
      failure = farewell() ?? error(unsafe String(cString: strerror(code)))
    }
    return .closed
  }

  /// What the server said before it closed the connection, where that is noticed in writing: why it
  /// refuses the client's certificate, mostly.
  private func farewell() -> TLSError? {
    OpenSSLFailure.forgetAll()
    var byte: UInt8 = 0
    var count = 0
    let result = unsafe SSL_read_ex(connection, &byte, 1, &count)
    let isAlert = unsafe result <= 0 && SSL_get_error(connection, result) == SSL_ERROR_SSL
    defer { OpenSSLFailure.forgetAll() }
    return isAlert ? protocolError() : nil
  }
}
