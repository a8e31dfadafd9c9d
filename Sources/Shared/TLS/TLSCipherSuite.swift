/// The cipher suites that Go's servers can be told to use, by Go's names.
package struct TLSCipherSuite: Sendable, Equatable {
  package let name: String
  /// What OpenSSL calls it; `nil` for those of TLS 1.3, which are all on and cannot be chosen in Go
  /// either.
  let opensslName: String?

  package init?(_ name: String) {
    guard let found = Self.all.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  private init(_ name: String, _ opensslName: String?) {
    self.name = name
    self.opensslName = opensslName
  }

  package static let all = [
    TLSCipherSuite("TLS_AES_128_GCM_SHA256", nil),
    TLSCipherSuite("TLS_AES_256_GCM_SHA384", nil),
    TLSCipherSuite("TLS_CHACHA20_POLY1305_SHA256", nil),
    TLSCipherSuite("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"),
    TLSCipherSuite("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"),
    TLSCipherSuite(
      "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"),
    TLSCipherSuite("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"),
    TLSCipherSuite("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA-AES256-GCM-SHA384"),
    TLSCipherSuite("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA-CHACHA20-POLY1305"),
    TLSCipherSuite("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "ECDHE-ECDSA-AES128-SHA"),
    TLSCipherSuite("TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "ECDHE-ECDSA-AES256-SHA"),
    TLSCipherSuite("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "ECDHE-RSA-AES128-SHA"),
    TLSCipherSuite("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "ECDHE-RSA-AES256-SHA"),
    // Without forward secrecy; Go took them out of its list in 1.22.
    TLSCipherSuite("TLS_RSA_WITH_AES_128_GCM_SHA256", "AES128-GCM-SHA256"),
    TLSCipherSuite("TLS_RSA_WITH_AES_256_GCM_SHA384", "AES256-GCM-SHA384"),
    TLSCipherSuite("TLS_RSA_WITH_AES_128_CBC_SHA", "AES128-SHA"),
    TLSCipherSuite("TLS_RSA_WITH_AES_256_CBC_SHA", "AES256-SHA"),
  ]
}

/// The curves that keys are agreed on with, by Go's names.
package enum TLSCurve: String, CaseIterable, Sendable {
  case p256 = "CurveP256"
  case p384 = "CurveP384"
  case p521 = "CurveP521"
  case x25519 = "X25519"

  var opensslName: String {
    switch self {
    case .p256: "P-256"
    case .p384: "P-384"
    case .p521: "P-521"
    case .x25519: "X25519"
    }
  }
}
