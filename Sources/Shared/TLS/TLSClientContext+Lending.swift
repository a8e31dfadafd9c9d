internal import COpenSSL
internal import Shared

extension TLSClientContext {
  /// Has the next connection of another `SSL_CTX` trust and be who those of this one do, and returns the
  /// witness of what its server shows.
  ///
  /// For libraries that make a context for each connection, such as libcurl: the authorities are not
  /// read again. All that is said here of the context is the connection's own from when it is made, so
  /// that the context may be lent to again; not once it has an identity, which nothing takes away again.
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
    unsafe vigie_forget_names(other)
    if !options.skipsVerification, let name = options.serverName ?? host {
      unsafe try TLSServerName(name).expect(in: parameters)
    }
    return unsafe CertificateWitness.attach(toContext: other)
  }

  /// Whether what a context has been lent to does not stay with it.
  package var canShareContexts: Bool {
    options.certificateFile == nil && options.keyFile == nil && options.minVersion == nil
      && options.maxVersion == nil
  }
}
