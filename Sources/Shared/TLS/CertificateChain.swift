internal import COpenSSL

/// What a TLS connection showed of who the other side is, and what came of looking at it.
package struct CertificateChain: Sendable, Equatable {
  package enum Verification: Sendable, Equatable {
    /// Nobody was to look, or the connection did not come that far.
    case none
    case passed
    /// In OpenSSL's words.
    case refused(CertificateRefusal, String)
  }

  /// As in `TLS 1.3`; `nil` when none was agreed on.
  package internal(set) var version: String?
  /// By its name in the registry, as in `TLS_AES_128_GCM_SHA256`.
  package internal(set) var cipher: String?
  /// As shown, the server's own first.
  package internal(set) var certificates: [Certificate] = []
  /// When the first certificate of the verified chain expires, in seconds since 1970; `nil` when none
  /// was verified. OpenSSL stops at the first chain that leads to an authority.
  package internal(set) var verifiedUntil: Double?
  package internal(set) var verification = Verification.none

  package init() {}
}

/// Why a certificate is not believed.
package enum CertificateRefusal: Sendable, Equatable {
  /// Its time is over, or has not come.
  case expired
  /// It does not lead to an authority that is trusted.
  case untrusted
  /// It is for others.
  case name
  case other

  /// - Parameter code: An `X509_V_ERR_…`.
  init(code: CInt) {
    switch code {
    case X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID: self = .expired
    case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH: self = .name
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
      X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
      X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_SIGNATURE_FAILURE,
      X509_V_ERR_CERT_CHAIN_TOO_LONG, X509_V_ERR_CERT_REVOKED, X509_V_ERR_CERT_UNTRUSTED,
      X509_V_ERR_CERT_REJECTED, X509_V_ERR_INVALID_CA, X509_V_ERR_PATH_LENGTH_EXCEEDED,
      X509_V_ERR_INVALID_PURPOSE, X509_V_ERR_SUBJECT_ISSUER_MISMATCH,
      X509_V_ERR_AKID_SKID_MISMATCH, X509_V_ERR_AKID_ISSUER_SERIAL_MISMATCH,
      X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
      self = .untrusted
    default: self = .other
    }
  }
}
