internal import COpenSSL
internal import Shared

extension TLSClientContext {
  /// Has another `SSL_CTX`, which is for connections to one server, trust and be who this one does, and
  /// returns the witness of what the server shows.
  ///
  /// For libraries that make a context for each connection, such as libcurl: the authorities are not
  /// read again.
  ///
  /// - Parameter host: The name or the address that the server's certificate must be for, where the
  ///   options do not name another; `nil` where the library looks at that.
  package func lend(
    to other: OpaquePointer, for host: String?
  ) throws(TLSError) -> CertificateWitness {
    guard unsafe vigie_lend_authorities(context, other) == 1 else { throw OpenSSL.exhausted }
    unsafe vigie_copy_identity(context, other)
    unsafe vigie_limit_versions(other, TLS1_2_VERSION, 0)
    unsafe Self.limitVersions(options, other)
    let parameters = unsafe SSL_CTX_get0_param(other)
    if options.trustsIntermediates {
      unsafe X509_VERIFY_PARAM_set_flags(parameters, UInt(X509_V_FLAG_PARTIAL_CHAIN))
    }
    unsafe SSL_CTX_set_verify(
      other, options.skipsVerification ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nil)
    if !options.skipsVerification, let name = options.serverName ?? host {
      unsafe try TLSServerName(name).expect(in: parameters)
    }
    return unsafe CertificateWitness.attach(toContext: other)
  }
}
