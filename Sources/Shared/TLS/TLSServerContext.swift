internal import COpenSSL
internal import Shared

/// What the connections of a server have in common: its certificate and whom it lets in. The
/// corresponding C type is `SSL_CTX`.
///
/// Its files are read when it is made. Any number of threads may use it.
@safe package final class TLSServerContext: @unchecked Sendable {
  /// Not changed any more once this is made, except by OpenSSL, which locks it.
  private let context: OpaquePointer
  /// A `BIO_METHOD`, which the connections' sockets are used through.
  private let socketMethod: OpaquePointer
  /// What clients are checked by; the context has a pointer to it.
  private let clients: TLSClientCheck

  package init(_ options: TLSServerOptions) throws(TLSServerError) {
    do throws(TLSError) {
      try OpenSSL.open()
    } catch {
      throw TLSServerError(part: nil, cause: error)
    }
    OpenSSLFailure.forgetAll()
    guard let context = unsafe vigie_tls_server_context() else { throw Self.exhausted }
    let clients = TLSClientCheck(options)
    do throws(TLSServerError) {
      unsafe try Self.apply(options, to: context)
      unsafe try Self.identity(options, context)
      unsafe try Self.authorities(options, context)
    } catch {
      unsafe SSL_CTX_free(context)
      throw error
    }
    guard let socketMethod = unsafe vigie_socket_method() else {
      unsafe SSL_CTX_free(context)
      throw Self.exhausted
    }
    unsafe clients.install(in: context)
    unsafe self.context = context
    unsafe self.socketMethod = socketMethod
    self.clients = clients
  }

  deinit {
    unsafe SSL_CTX_free(context)
    unsafe BIO_meth_free(socketMethod)
  }

  /// A client's connection over `socket` that has not begun.
  func makeStream(socket: CInt) throws(TLSError) -> TLSStream {
    let stream = unsafe try TLSStream.over(socket, context, socketMethod, of: self)
    unsafe SSL_set_accept_state(stream.connection)
    return stream
  }

  private static var exhausted: TLSServerError {
    TLSServerError(part: nil, cause: OpenSSL.exhausted)
  }

  // MARK: - Versions and ciphers

  private static func apply(
    _ options: TLSServerOptions, to context: OpaquePointer
  ) throws(TLSServerError) {
    var minimum = options.minimum
    if let suites = options.cipherSuites {
      let names = suites.compactMap(\.opensslName)
      // Suites of TLS 1.3 only: nothing is left to agree on in the versions before.
      if names.isEmpty { minimum = max(minimum, .tls13) }
      let list = names.joined(separator: ":")
      guard unsafe names.isEmpty || SSL_CTX_set_cipher_list(context, list) == 1 else {
        throw failure(.suites, "the cipher suites")
      }
    }
    guard minimum <= options.maximum,
      unsafe vigie_limit_versions(context, minimum.number, options.maximum.number) == 1
    else { throw failure(.versions, "the versions of TLS") }
    if let curves = options.curves {
      let list = curves.map(\.opensslName).joined(separator: ":")
      guard unsafe vigie_set_curves(context, list) == 1 else {
        throw failure(.curves, "the curves")
      }
    }
    if options.prefersOwnOrder { unsafe vigie_prefer_server_ciphers(context) }
  }

  private static func failure(
    _ part: TLSServerOptions.Part, _ subject: String
  ) -> TLSServerError {
    let reason = OpenSSLFailure.take()?.words ?? "none is left that can be used"
    return TLSServerError(part: part, cause: TLSError(subject: subject, reason: reason))
  }
}

extension TLSServerOptions.Version {
  fileprivate var number: CInt {
    switch self {
    case .tls10: TLS1_VERSION
    case .tls11: TLS1_1_VERSION
    case .tls12: TLS1_2_VERSION
    case .tls13: TLS1_3_VERSION
    }
  }
}
