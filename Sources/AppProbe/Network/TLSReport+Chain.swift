import TLS

extension TLSReport {
  init(_ chain: CertificateChain) {
    version = chain.version
    cipher = chain.cipher
    self.chain = chain.certificates.map { certificate in
      Certificate(
        notAfter: certificate.notAfter, fingerprint: certificate.fingerprint,
        subject: certificate.subject, issuer: certificate.issuer,
        alternativeNames: certificate.alternativeNames, serialNumber: certificate.serialNumber)
    }
    verifiedUntil = chain.verifiedUntil
    isVerified =
      switch chain.verification {
      case .none: nil
      case .passed: true
      case .refused: false
      }
  }
}

extension FailureReason {
  init(_ refusal: CertificateRefusal) {
    self =
      switch refusal {
      case .expired: .tlsExpired
      case .untrusted: .tlsUntrusted
      case .name: .tlsName
      case .other: .tls
      }
  }
}
