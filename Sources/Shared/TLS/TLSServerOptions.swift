/// How a server does TLS, as its configuration says.
package struct TLSServerOptions: Sendable, Equatable {
  /// Ordered by age.
  package enum Version: String, CaseIterable, Sendable, Comparable {
    case tls10 = "TLS10"
    case tls11 = "TLS11"
    case tls12 = "TLS12"
    case tls13 = "TLS13"

    package static func < (left: Version, right: Version) -> Bool { left.rawValue < right.rawValue }
  }

  /// What clients have to show, in Go's words.
  package enum ClientAuthentication: String, CaseIterable, Sendable {
    case none = "NoClientCert"
    case request = "RequestClientCert"
    case require = "RequireAnyClientCert"
    case verifyIfGiven = "VerifyClientCertIfGiven"
    case requireAndVerify = "RequireAndVerifyClientCert"

    package var verifies: Bool { self == .verifyIfGiven || self == .requireAndVerify }
    package var requires: Bool { self == .require || self == .requireAndVerify }
  }

  /// The certificate to show, followed by those that lead to its authority.
  package var certificate: PEMText
  /// Its key, without a passphrase.
  package var key: PEMText
  package var clients = ClientAuthentication.none
  /// What clients' certificates must be signed by; `nil` for the system's authorities.
  package var clientAuthorities: PEMText?
  /// One of these has to be among the alternative names of a client's certificate; `nil` for any.
  package var allowedNames: [String]?
  package var minimum = Version.tls12
  package var maximum = Version.tls13
  /// Those of TLS 1.2 and before; `nil` for OpenSSL's choice.
  package var cipherSuites: [TLSCipherSuite]?
  /// In the order of preference; `nil` for OpenSSL's choice.
  package var curves: [TLSCurve]?
  /// Whether the order of this side's cipher suites counts, and not of the client's.
  package var prefersOwnOrder = true

  package init(certificate: PEMText, key: PEMText) {
    self.certificate = certificate
    self.key = key
  }

  /// A part of the configuration, for errors.
  package enum Part: Sendable { case certificate, key, clientAuthorities, versions, suites, curves }
}

/// Why a server cannot do TLS, and which part of its options is the cause.
package struct TLSServerError: Error, Equatable, CustomStringConvertible {
  /// `nil` when it is none of them.
  package let part: TLSServerOptions.Part?
  package let cause: TLSError

  package var description: String { cause.description }
}
