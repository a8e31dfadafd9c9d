import COpenSSL
import Foundation
import TestSupport
import Testing

@testable import TLS

/// What is seen of a server's certificates, also of those that are refused.
@Suite(.serialized, Requirement(programs: ["openssl", "setpriv"]).trait)
struct CertificateChainTests {
  private let certificates: Certificates

  init() throws { certificates = try Certificates.shared.get() }

  private func server(_ certificate: String, _ more: String...) throws -> Server {
    try Server { port in
      [
        "openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-quiet", "-cert",
        certificates.path("\(certificate).crt"), "-key", certificates.path("\(certificate).key"),
      ] + more
    }
  }

  /// What the `openssl` program says of a certificate.
  private func openssl(_ certificate: String, _ arguments: String...) throws -> String {
    let child = try Child(
      ["openssl", "x509", "-noout", "-in", certificates.path("\(certificate).crt")] + arguments,
      capturesOutput: true)
    return child.finish().trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func chain(
    _ server: Server, _ context: TLSClientContext, host: String = "127.0.0.1"
  ) throws -> CertificateChain {
    let client = try Client(context, port: server.port, host: host)
    try? client.handshake()
    return client.transport.certificates
  }

  @Test func aGoodChainIsDescribedAsOpenSSLDescribesIt() throws {
    let server = try server("server", "-tls1_3", "-cert_chain", certificates.path("ca.crt"))
    let chain = try chain(server, certificates.context())
    #expect(chain.version == "TLS 1.3")
    #expect(chain.cipher == "TLS_AES_256_GCM_SHA384")
    #expect(chain.verification == .passed)
    #expect(chain.certificates.count == 2)
    let own = try #require(chain.certificates.first)
    let fingerprint = try openssl("server", "-fingerprint", "-sha256")
      .split(separator: "=")[1].replacingOccurrences(of: ":", with: "").lowercased()
    #expect(own.fingerprint == fingerprint)
    #expect(
      own.serialNumber
        == (try openssl("server", "-serial").split(separator: "=")[1].lowercased()))
    #expect(own.subject == "CN=server")
    #expect(own.issuer == "CN=ca")
    #expect(own.alternativeNames == "redis.example")
    let left = own.notAfter - Date().timeIntervalSince1970
    #expect((86400...172_800).contains(left))
    #expect(chain.verifiedUntil == chain.certificates.map(\.notAfter).min())
  }

  /// The text is what blackbox_exporter 0.23 serves for a certificate like that.
  @Test func oddNamesAreWrittenAsUpstreamWritesThem() throws {
    let server = try server("odd")
    let chain = try chain(server, certificates.context(authority: "odd"))
    #expect(chain.verification == .passed)
    let own = try #require(chain.certificates.first)
    #expect(
      own.subject == ##"SERIALNUMBER=7,CN=\#last é\ ,OU=one+OU=two,O=Ex\, \"Inc\" \<a\>\;,"##
        + #"POSTALCODE=12345,STREET=Street 1,L=X,ST=B\+e,C=DE,2.5.4.12=#13024472,"#
        + "0.9.2342.19200300.100.1.25=#13076578616d706c65,"
        + "1.2.840.113549.1.9.1=#0c0d61406578616d706c652e636f6d")
    #expect(own.issuer == own.subject)
    #expect(own.serialNumber == "0a0b0c")
    #expect(own.alternativeNames == "b.example,a.example")
  }

  @Test func theCipherOfTLS12HasItsRegisteredName() throws {
    let server = try server("server", "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256")
    let chain = try chain(server, certificates.context())
    #expect(chain.version == "TLS 1.2")
    #expect(chain.cipher == "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
  }

  @Test(arguments: [
    ("expired", "127.0.0.1", CertificateRefusal.expired),
    ("stranger", "127.0.0.1", .untrusted),
    ("other-ca", "127.0.0.1", .untrusted),
    ("server", "other.example", .name),
    ("server", "127.0.0.2", .name),
  ])
  func aRefusedCertificateIsStillDescribed(
    name: String, host: String, refusal: CertificateRefusal
  ) throws {
    let server = try server(name)
    let chain = try chain(server, certificates.context(), host: host)
    guard case .refused(refusal, let words) = chain.verification else {
      Issue.record("\(chain.verification)")
      return
    }
    #expect(!words.isEmpty)
    #expect(chain.verifiedUntil == nil)
    #expect(chain.certificates.map(\.subject) == ["CN=\(name)"])
    #expect(chain.certificates[0].notAfter > 0)
    #expect(chain.version == "TLS 1.3")
    #expect(chain.cipher != nil)
  }

  @Test func whatNobodyVerifiesIsDescribedAndNotJudged() throws {
    let server = try server("expired")
    let chain = try chain(
      server, certificates.context(authority: nil, skipsVerification: true))
    #expect(chain.verification == .none)
    #expect(chain.verifiedUntil == nil)
    #expect(chain.certificates.map(\.subject) == ["CN=expired"])
  }

  /// As libcurl's are: contexts of somebody else, with one connection each.
  @Test(arguments: [SSL_VERIFY_PEER, SSL_VERIFY_NONE])
  func aWitnessOfAContextSeesItsOnlyConnection(mode: CInt) throws {
    let server = try server("expired")
    let context = try #require(vigie_tls_client_context())
    SSL_CTX_set_verify(context, mode, nil)
    #expect(SSL_CTX_load_verify_locations(context, certificates.path("ca.crt"), nil) == 1)
    var witness: CertificateWitness? = CertificateWitness.attach(toContext: context)
    weak let seen = witness
    let socket = try Client.connect(server.port)
    _ = fcntl(socket, F_SETFL, 0)
    let connection = try #require(SSL_new(context))
    SSL_CTX_free(context)
    let method = try #require(vigie_socket_method())
    defer { BIO_meth_free(method) }
    #expect(vigie_use_socket(connection, method, socket) == 1)
    SSL_set_connect_state(connection)
    let isVerified = mode == SSL_VERIFY_PEER
    #expect(SSL_do_handshake(connection) == (isVerified ? -1 : 1))
    #expect(
      witness?.chain.verification
        == (isVerified ? .refused(.expired, "certificate has expired") : .some(.none)))
    #expect(witness?.chain.certificates.map(\.subject) == ["CN=expired"])
    #expect(witness?.chain.version == "TLS 1.3")
    witness = nil
    #expect(seen != nil)
    SSL_free(connection)
    close(socket)
    #expect(seen == nil)
    withExtendedLifetime(server) {}
  }

  @Test(arguments: [
    (TLSVersion.tls10, "TLS 1.0"), (.tls11, "TLS 1.1"), (.tls12, "TLS 1.2"), (.tls13, "TLS 1.3"),
  ])
  func aVersionIsAgreedOnWithinTheLimits(version: TLSVersion, name: String) throws {
    let server = try server("server", "-cipher", "ALL:@SECLEVEL=0")
    var options = TLSClientOptions(authorityFile: certificates.path("ca.crt"))
    options.minVersion = version
    options.maxVersion = version
    let chain = try chain(server, TLSClientContext(options))
    // The server's own configuration may not go below 1.2.
    if version >= .tls12 { #expect(chain.version == name) }
    if let agreed = chain.version, chain.verification == .passed { #expect(agreed == name) }
  }

  @Test func aServerWithOnlyAnOldVersionIsReachedWhereThatIsAllowed() throws {
    let server = try server("server", "-tls1", "-cipher", "ALL:@SECLEVEL=0")
    #expect(
      failure { try Client(certificates.context(), port: server.port).handshake() }
        == "TLS with 127.0.0.1: tlsv1 alert protocol version")
    var options = TLSClientOptions(authorityFile: certificates.path("ca.crt"))
    options.minVersion = .tls10
    let chain = try chain(server, TLSClientContext(options))
    #expect(chain.version == "TLS 1.0")
    #expect(chain.cipher == "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA")
    #expect(chain.verification == .passed)
  }

  @Test func anIntermediateIsTrustedByItselfOnlyWhereThatIsAskedFor() throws {
    let server = try server("server")
    var options = TLSClientOptions(authorityFile: certificates.path("server.crt"))
    #expect(
      try chain(server, TLSClientContext(options)).verification != .passed)
    options.trustsIntermediates = true
    #expect(
      try chain(server, TLSClientContext(options)).verification == .passed)
  }
}
