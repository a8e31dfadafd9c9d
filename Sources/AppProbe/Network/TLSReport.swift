import Shared

/// What a TLS connection showed, also one that was refused for its certificate.
struct TLSReport: Sendable, Equatable {
  struct Certificate: Sendable, Equatable {
    /// Seconds since 1970.
    var notAfter: Double
    /// In small hexadecimal digits.
    var fingerprint: String
    /// As Go writes distinguished names: `CN=example.com,O=Example`.
    var subject: String
    var issuer: String
    /// The DNS names, comma-separated.
    var alternativeNames: String
    var serialNumber: String
  }

  /// As in `TLS 1.3`; `nil` when none was agreed on.
  var version: String?
  /// As in `TLS_AES_128_GCM_SHA256`.
  var cipher: String?
  /// As shown, the server's own first.
  var chain: [Certificate] = []
  /// When the verified chain that lasts longest expires; `nil` when none was verified.
  var verifiedUntil: Double?
  /// Whether the certificate was found good; `nil` when that was not to be looked at.
  var isVerified: Bool?

  func write(into report: inout ProbeReport) {
    if let earliest = chain.map(\.notAfter).min() { report.set(.sslEarliestExpiry, earliest) }
    if let verifiedUntil { report.set(.sslLastChainExpiry, verifiedUntil) }
    if let own = chain.first {
      report.set(
        .sslLastChainInfo, 1,
        [
          ("fingerprint_sha256", own.fingerprint), ("subject", own.subject),
          ("issuer", own.issuer), ("subjectalternative", own.alternativeNames),
          ("serialnumber", own.serialNumber),
        ])
    }
    if let version { report.set(.tlsVersion, 1, [("version", version)]) }
    if let cipher { report.set(.tlsCipher, 1, [("cipher", cipher)]) }
    if let isVerified { report.set(.sslVerified, isVerified) }
  }
}
