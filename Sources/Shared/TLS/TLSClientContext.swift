internal import COpenSSL
internal import Shared

/// What the connections of a client have in common: whom it trusts and who it is. The corresponding
/// C type is `SSL_CTX`.
///
/// It is made once and kept, since reading the system's authorities takes 15 ms. Its files are read
/// when it is made; a connection that begins while it ``isOutdated()`` should have a new one, or
/// keep to the old one where there is none to be had because only half of the files are renewed.
/// Any number of threads may use it.
@safe package final class TLSClientContext: @unchecked Sendable {
  package let options: TLSClientOptions
  /// Not changed any more once this is made, except by OpenSSL, which locks it.
  let context: OpaquePointer
  /// A `BIO_METHOD`, which the connections' sockets are used through.
  private let socketMethod: OpaquePointer
  private let files: [TLSFile]

  /// Reads the files.
  package init(_ options: TLSClientOptions) throws(TLSError) {
    OpenSSLFailure.forgetAll()
    guard let context = unsafe vigie_tls_client_context() else { throw Self.exhausted }
    let files: [TLSFile]
    do throws(TLSError) {
      files = unsafe try Self.authorities(options, context) + Self.identity(options, context)
    } catch {
      unsafe SSL_CTX_free(context)
      throw error
    }
    guard let socketMethod = unsafe vigie_socket_method() else {
      unsafe SSL_CTX_free(context)
      throw Self.exhausted
    }
    unsafe CertificateWitness.install(
      in: context, options.skipsVerification ? SSL_VERIFY_NONE : SSL_VERIFY_PEER)
    unsafe Self.limitVersions(options, context)
    if options.trustsIntermediates {
      unsafe X509_VERIFY_PARAM_set_flags(
        SSL_CTX_get0_param(context), UInt(X509_V_FLAG_PARTIAL_CHAIN))
    }
    self.options = options
    unsafe self.context = context
    unsafe self.socketMethod = socketMethod
    self.files = files
  }

  deinit {
    unsafe SSL_CTX_free(context)
    unsafe BIO_meth_free(socketMethod)
  }

  /// Whether a file that it was made from has changed since, or is gone. It costs a `stat` each.
  package func isOutdated() -> Bool { files.contains { $0.hasChanged } }

  /// A connection over `socket` that has not begun: an `SSL`, which the caller frees before it lets
  /// go of this.
  func makeConnection(socket: CInt) throws(TLSError) -> OpaquePointer {
    guard let connection = unsafe SSL_new(context) else { throw Self.exhausted }
    guard unsafe vigie_use_socket(connection, socketMethod, socket) == 1 else {
      unsafe SSL_free(connection)
      throw Self.exhausted
    }
    unsafe SSL_set_connect_state(connection)
    return unsafe connection
  }

  static func limitVersions(_ options: TLSClientOptions, _ context: OpaquePointer) {
    guard options.minVersion != nil || options.maxVersion != nil else { return }
    let first = options.minVersion ?? .tls12
    unsafe vigie_set_versions(context, first.rawValue, options.maxVersion?.rawValue ?? 0)
    // The old versions sign with what OpenSSL takes for broken from its level 1 on.
    if first < .tls12 { unsafe SSL_CTX_set_security_level(context, 0) }
  }

  /// Nothing but memory can be missing.
  static var exhausted: TLSError {
    TLSError(subject: "OpenSSL", reason: OpenSSLFailure.take()?.words ?? "out of memory")
  }
}
