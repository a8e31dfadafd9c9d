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
    try OpenSSL.open()
    OpenSSLFailure.forgetAll()
    guard let context = unsafe vigie_tls_client_context() else { throw OpenSSL.exhausted }
    let files: [TLSFile]
    do throws(TLSError) {
      files = unsafe try Self.authorities(options, context) + Self.identity(options, context)
    } catch {
      unsafe SSL_CTX_free(context)
      throw error
    }
    guard let socketMethod = unsafe vigie_socket_method() else {
      unsafe SSL_CTX_free(context)
      throw OpenSSL.exhausted
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

  /// A connection over `socket` that has not begun.
  func makeStream(socket: CInt) throws(TLSError) -> TLSStream {
    let stream = unsafe try TLSStream.over(socket, context, socketMethod, of: self)
    unsafe SSL_set_connect_state(stream.connection)
    return stream
  }

  static func limitVersions(_ options: TLSClientOptions, _ context: OpaquePointer) {
    guard options.minVersion != nil || options.maxVersion != nil else { return }
    let first = options.minVersion ?? .tls12
    unsafe vigie_limit_versions(context, first.rawValue, options.maxVersion?.rawValue ?? 0)
  }
}
