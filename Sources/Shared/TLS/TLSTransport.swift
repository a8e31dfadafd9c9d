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
  let connection: OpaquePointer
  private let socket: CInt
  private let witness: CertificateWitness
  private var isEnded = false

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
    let connection = unsafe try context.makeConnection(socket: socket)
    do throws(TLSError) {
      let name = TLSServerName(context.options.serverName ?? host)
      unsafe try name.expect(
        on: connection, verifies: !context.options.skipsVerification)
    } catch {
      unsafe SSL_free(connection)
      throw error
    }
    self.socket = socket
    self.context = context
    self.host = host
    unsafe witness = CertificateWitness.attach(toConnection: connection)
    unsafe self.connection = connection
  }

  deinit { unsafe SSL_free(connection) }

  /// Goes on with the handshake until it is done or the network is waited for.
  ///
  /// A server of TLS 1.3 judges the client's certificate only after that: its refusal is the first
  /// ``read(into:)``'s ``failure``.
  package func handshake() -> TLSProgress {
    switch attempt({ _ in unsafe SSL_do_handshake(connection) }) {
    case .done: .done
    case .wantRead: .wantRead
    case .wantWrite: .wantWrite
    case .closed: .failed(failure ?? error("the server closed the connection in the handshake"))
    }
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) -> TransportResult {
    attempt { count in
      unsafe SSL_read_ex(connection, buffer.baseAddress, buffer.count, &count)
    }
  }

  /// What was not taken must be the beginning of what is written next.
  package func write(_ head: Span<UInt8>, _ body: Span<UInt8>) -> TransportResult {
    var written = 0
    for part in 0..<2 {
      let bytes = part == 0 ? head : body
      var start = 0
      while start < bytes.count {
        let result = write(bytes.extracting(droppingFirst: start))
        guard case .done(let count) = result else { return written > 0 ? .done(written) : result }
        start += count
        written += count
      }
    }
    return .done(written)
  }

  /// Writes one record's worth of bytes.
  private func write(_ bytes: Span<UInt8>) -> TransportResult {
    unsafe bytes.withUnsafeBytes { bytes in
      attempt { count in
        unsafe SSL_write_ex(connection, bytes.baseAddress, bytes.count, &count)
      }
    }
  }

  package func endWriting() {
    guard !isEnded, failure == nil else { return }
    if unsafe SSL_is_init_finished(connection) == 1 { unsafe SSL_shutdown(connection) }
    OpenSSLFailure.forgetAll()
    _ = shutdown(socket, CInt(SHUT_WR))
  }

  package var hasReadAhead: Bool { unsafe SSL_pending(connection) > 0 }
}

extension TLSTransport {
  /// Calls OpenSSL, which fills in how many bytes there were, and says what came of it.
  private func attempt(_ call: (_ count: inout Int) -> CInt) -> TransportResult {
    if isEnded || failure != nil { return .closed }
    OpenSSLFailure.forgetAll()
    errno = 0
    var count = 0
    let result = call(&count)
    let code = errno
    if result > 0 { return .done(count) }
    switch unsafe SSL_get_error(connection, result) {
    case SSL_ERROR_WANT_READ: return .wantRead
    case SSL_ERROR_WANT_WRITE: return .wantWrite
    case SSL_ERROR_SSL: failure = protocolError()
    case SSL_ERROR_SYSCALL where code != 0:
      failureCode = code
      failure = farewell() ?? error(unsafe String(cString: strerror(code)))
    default: isEnded = true
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
