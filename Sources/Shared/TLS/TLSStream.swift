internal import COpenSSL
internal import Glibc
internal import Shared

/// The bytes of one connection through OpenSSL, whichever side of it we are. The corresponding C
/// type is `SSL`.
///
/// One thread at a time uses it.
@safe final class TLSStream {
  /// What a call of OpenSSL came to.
  enum Outcome {
    case result(TransportResult)
    /// OpenSSL's list has why, if the code is 0; else the system's error is it.
    case failed(code: CInt)
  }

  let connection: OpaquePointer
  let socket: CInt
  /// Has what the connection uses until it is freed.
  private let context: AnyObject
  private var isEnded = false
  /// What befell a write after a part of it was taken: the answer to what is asked next.
  private var deferred: Outcome?

  private init(owning connection: OpaquePointer, _ socket: CInt, _ context: AnyObject) {
    unsafe self.connection = connection
    self.socket = socket
    self.context = context
  }

  /// A connection that has not begun and does not know its side yet.
  ///
  /// - Parameters:
  ///   - context: An `SSL_CTX`.
  ///   - method: A `BIO_METHOD`, which the socket is used through.
  ///   - owner: Whose these are.
  static func over(
    _ socket: CInt, _ context: OpaquePointer, _ method: OpaquePointer, of owner: AnyObject
  ) throws(TLSError) -> TLSStream {
    guard let connection = unsafe SSL_new(context) else { throw OpenSSL.exhausted }
    let stream = unsafe TLSStream(owning: connection, socket, owner)
    guard unsafe vigie_use_socket(connection, method, socket) == 1 else { throw OpenSSL.exhausted }
    return stream
  }

  deinit { unsafe SSL_free(connection) }

  var hasReadAhead: Bool { unsafe SSL_pending(connection) > 0 }

  /// Whether both sides have agreed on how to talk.
  var isOpen: Bool { unsafe SSL_is_init_finished(connection) == 1 }

  func handshake() -> Outcome {
    attempt { _ in unsafe SSL_do_handshake(connection) }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) -> Outcome {
    attempt { count in
      unsafe SSL_read_ex(connection, buffer.baseAddress, buffer.count, &count)
    }
  }

  /// What was not taken must be the beginning of what is written next.
  func write(_ head: Span<UInt8>, _ body: Span<UInt8>) -> Outcome {
    var written = 0
    for part in 0..<2 {
      let bytes = part == 0 ? head : body
      var start = 0
      while start < bytes.count {
        let outcome = write(bytes.extracting(droppingFirst: start))
        guard case .result(.done(let count)) = outcome else {
          guard written > 0 else { return outcome }
          if case .failed = outcome { deferred = outcome }
          return .result(.done(written))
        }
        start += count
        written += count
      }
    }
    return .result(.done(written))
  }

  /// Writes one record's worth of bytes.
  private func write(_ bytes: Span<UInt8>) -> Outcome {
    unsafe bytes.withUnsafeBytes { bytes in
      attempt { count in
        unsafe SSL_write_ex(connection, bytes.baseAddress, bytes.count, &count)
      }
    }
  }

  func endWriting() {
    if !isEnded, isOpen { unsafe SSL_shutdown(connection) }
    OpenSSLFailure.forgetAll()
    _ = shutdown(socket, CInt(SHUT_WR))
  }

  /// Calls OpenSSL, which fills in how many bytes there were, and says what came of it.
  private func attempt(_ call: (_ count: inout Int) -> CInt) -> Outcome {
    if let deferred { return deferred }
    if isEnded { return .result(.closed) }
    OpenSSLFailure.forgetAll()
    errno = 0
    var count = 0
    let result = call(&count)
    let code = errno
    if result > 0 { return .result(.done(count)) }
    switch unsafe SSL_get_error(connection, result) {
    case SSL_ERROR_WANT_READ: return .result(.wantRead)
    case SSL_ERROR_WANT_WRITE: return .result(.wantWrite)
    case SSL_ERROR_SSL: return .failed(code: 0)
    case SSL_ERROR_SYSCALL where code != 0: return .failed(code: code)
    default:
      isEnded = true
      return .result(.closed)
    }
  }
}
