internal import COpenSSL

extension TLSTransport {
  func error(_ reason: String) -> TLSError {
    TLSError(subject: "TLS with \(host)", reason: reason)
  }

  /// The error for what OpenSSL has just complained about, in words for who runs the exporter.
  func protocolError() -> TLSError {
    guard let failure = OpenSSLFailure.take() else { return error("OpenSSL does not say why") }
    if failure.is(SSL_R_CERTIFICATE_VERIFY_FAILED, of: ERR_LIB_SSL) { return verificationError() }
    // What OpenSSL says depends on which bytes the answer begins with.
    let isNoTLS = failure.is(
      SSL_R_WRONG_VERSION_NUMBER, SSL_R_PACKET_LENGTH_TOO_LONG, SSL_R_HTTP_REQUEST,
      SSL_R_HTTPS_PROXY_REQUEST, SSL_R_UNEXPECTED_MESSAGE, of: ERR_LIB_SSL)
    if isNoTLS, unsafe SSL_get_state(connection) == TLS_ST_CW_CLNT_HELLO {
      return error("the server does not answer with TLS (\(failure.words))")
    }
    if failure.is(SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED, of: ERR_LIB_SSL) {
      return error("the server requires a client certificate")
    }
    return error(failure.words)
  }

  /// What is wrong with the server's certificate.
  private func verificationError() -> TLSError {
    let result = unsafe SSL_get_verify_result(connection)
    guard let words = unsafe X509_verify_cert_error_string(result) else {
      return error("the server's certificate is refused")
    }
    var reason = unsafe String(cString: words)
    if result == X509_V_ERR_HOSTNAME_MISMATCH || result == X509_V_ERR_IP_ADDRESS_MISMATCH {
      reason += " (it is not for \(context.options.serverName ?? host))"
    }
    return error("the server's certificate: \(reason)")
  }
}
