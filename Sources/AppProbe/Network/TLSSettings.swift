/// How a probe does TLS, as `tls_config` says.
struct TLSSettings: Sendable, Equatable {
  enum Version: String, Sendable, CaseIterable {
    case tls10 = "TLS10"
    case tls11 = "TLS11"
    case tls12 = "TLS12"
    case tls13 = "TLS13"
  }

  var authorityFile: String?
  var certificateFile: String?
  var keyFile: String?
  /// The name that the certificate must be for; `nil` for the target's host.
  var serverName: String?
  var skipsVerification = false
  var minVersion: Version?
  var maxVersion: Version?
}
