internal import COpenSSL

extension TLSClientContext {
  /// Has the context trust the authorities that the options name, or else the system's, which is
  /// left out where it would not be looked at.
  static func authorities(
    _ options: TLSClientOptions, _ context: OpaquePointer
  ) throws(TLSError) -> [TLSFile] {
    if let path = options.authorityFile {
      let file = try TLSFile(.authority, path)
      guard unsafe SSL_CTX_load_verify_locations(context, path, nil) == 1 else {
        throw file.error()
      }
      return [file]
    }
    if options.skipsVerification { return [] }
    let file = TLSFile.systemAuthorities
    guard unsafe SSL_CTX_set_default_verify_paths(context) == 1 else {
      throw TLSError(
        subject: "the system's CA certificates", reason: OpenSSLFailure.take()?.words ?? "unusable")
    }
    // A missing or broken store is no failure to OpenSSL; what it leaves would be the next call's.
    OpenSSLFailure.forgetAll()
    return file.map { [$0] } ?? []
  }

  /// Gives the context the certificate and the key to show, if there are any.
  static func identity(
    _ options: TLSClientOptions, _ context: OpaquePointer
  ) throws(TLSError) -> [TLSFile] {
    guard options.certificateFile != nil || options.keyFile != nil else { return [] }
    guard let certificatePath = options.certificateFile else {
      throw TLSError(
        subject: "client key file \(options.keyFile ?? "")",
        reason: "it is of no use without a client certificate file")
    }
    let certificate = try TLSFile(.certificate, certificatePath)
    guard let keyPath = options.keyFile else {
      throw certificate.error("it is of no use without a client key file")
    }
    let key = try TLSFile(.key, keyPath)

    guard unsafe SSL_CTX_use_certificate_chain_file(context, certificatePath) == 1 else {
      throw certificate.error()
    }
    guard unsafe SSL_CTX_use_PrivateKey_file(context, keyPath, SSL_FILETYPE_PEM) == 1 else {
      throw key.error(orMismatchWith: certificate)
    }
    guard unsafe SSL_CTX_check_private_key(context) == 1 else {
      OpenSSLFailure.forgetAll()
      throw key.mismatch(with: certificate)
    }
    return [certificate, key]
  }
}

extension TLSFile {
  func mismatch(with certificate: TLSFile) -> TLSError {
    error("it is not the key of the certificate in \(certificate.path)")
  }

  /// The error for a key that OpenSSL did not take, which it may not have because of the
  /// certificate that it knows already.
  fileprivate func error(orMismatchWith certificate: TLSFile) -> TLSError {
    guard let failure = OpenSSLFailure.take() else { return error("OpenSSL does not say why") }
    return failure.isMismatch ? mismatch(with: certificate) : error(failure)
  }
}
