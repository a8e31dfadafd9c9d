/// How a client does TLS, as its flags or its configuration say.
package struct TLSClientOptions: Sendable, Equatable {
  /// The certificates that the server's must be signed by, in PEM; `nil` for the system's.
  package var authorityFile: String?
  /// The certificate to show to the server, in PEM, followed by those that lead to its authority.
  package var certificateFile: String?
  /// The key of that certificate, in PEM, without a passphrase.
  package var keyFile: String?
  /// The name that the server's certificate must be for; `nil` for the host that is connected to.
  package var serverName: String?
  /// Whether any certificate will do, which leaves out who the server is.
  package var skipsVerification: Bool
  /// `nil` for TLS 1.2.
  package var minVersion: TLSVersion?
  /// `nil` for the newest there is.
  package var maxVersion: TLSVersion?
  /// Whether every certificate of the authority file is one to trust by itself, as Go's clients do;
  /// otherwise only those that signed themselves are.
  package var trustsIntermediates = false

  package init(
    authorityFile: String? = nil, certificateFile: String? = nil, keyFile: String? = nil,
    serverName: String? = nil, skipsVerification: Bool = false
  ) {
    self.authorityFile = authorityFile
    self.certificateFile = certificateFile
    self.keyFile = keyFile
    self.serverName = serverName
    self.skipsVerification = skipsVerification
  }
}

package enum TLSVersion: CInt, Sendable, Comparable {
  case tls10 = 0x0301
  case tls11
  case tls12
  case tls13

  package static func < (left: TLSVersion, right: TLSVersion) -> Bool {
    left.rawValue < right.rawValue
  }
}
