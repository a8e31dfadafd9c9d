import Foundation
import TLS
import TestSupport
import Testing

@Suite(Requirement(programs: ["openssl"]).trait)
struct TLSClientContextTests {
  struct Case: CustomTestStringConvertible {
    var authority: String?
    var certificate: String?
    var key: String?
    /// With `@` for the folder.
    let error: String

    var testDescription: String { error }
  }

  @Test(arguments: [
    Case(authority: "none", error: "CA certificate file @none: No such file or directory"),
    Case(authority: "", error: "CA certificate file @: it is a folder, not a file"),
    Case(
      authority: "text",
      error: "CA certificate file @text: there is no certificate in PEM format in it"),
    Case(
      authority: "empty",
      error: "CA certificate file @empty: there is no certificate in PEM format in it"),
    Case(
      certificate: "none", key: "client.key",
      error: "client certificate file @none: No such file or directory"),
    Case(
      certificate: "client.key", key: "client.key",
      error: "client certificate file @client.key: there is no certificate in PEM format in it"),
    Case(
      certificate: "client.crt", key: "none",
      error: "client key file @none: No such file or directory"),
    Case(
      certificate: "client.crt", key: "text",
      error: "client key file @text: there is no key in PEM format in it"),
    Case(
      certificate: "client.crt", key: "client.crt",
      error: "client key file @client.crt: there is no key in PEM format in it"),
    Case(
      certificate: "client.crt", key: "server.key",
      error: "client key file @server.key: it is not the key of the certificate in @client.crt"),
    Case(
      certificate: "client.crt", key: "rsa.key",
      error: "client key file @rsa.key: it is not the key of the certificate in @client.crt"),
    Case(
      certificate: "client.crt", key: "protected.key",
      error: "client key file @protected.key: it is protected by a passphrase, "
        + "which a service has nobody to ask for"),
    Case(
      certificate: "client.crt", key: "protected-ec.key",
      error: "client key file @protected-ec.key: it is protected by a passphrase, "
        + "which a service has nobody to ask for"),
    Case(
      certificate: "client.crt",
      error: "client certificate file @client.crt: it is of no use without a client key file"),
    Case(
      key: "client.key",
      error: "client key file @client.key: it is of no use without a client certificate file"),
  ])
  func whatIsWrongWithAFileIsSaidInOneLine(_ example: Case) throws {
    let certificates = try Certificates.shared.get()
    let options = TLSClientOptions(
      authorityFile: certificates.path(example.authority ?? "ca.crt"),
      certificateFile: example.certificate.map(certificates.path),
      keyFile: example.key.map(certificates.path))
    let error = #expect(throws: TLSError.self) { try TLSClientContext(options) }
    let expected = example.error.replacingOccurrences(of: "@", with: certificates.path(""))
    #expect(error?.description == expected)
  }

  @Test func aContextIsOutdatedOnceAFileIsAnother() throws {
    let certificates = try Certificates.shared.get()
    func text(_ name: String) throws -> String {
      try String(contentsOfFile: certificates.path(name), encoding: .utf8)
    }
    let names = ["ca.crt", "client.crt", "client.key"]
    for changed in names {
      let folder = try TemporaryFolder()
      for name in names { try folder.write(text(name), to: name) }
      let context = try TLSClientContext(
        TLSClientOptions(
          authorityFile: "\(folder.path)/ca.crt", certificateFile: "\(folder.path)/client.crt",
          keyFile: "\(folder.path)/client.key"))
      #expect(!context.isOutdated())
      try folder.write(text(changed) + "\n", to: changed)
      #expect(context.isOutdated())
      #expect(throws: Never.self) { try TLSClientContext(context.options) }
      try folder.remove(changed)
      #expect(context.isOutdated())
    }
  }

  @Test func theSystemsAuthoritiesAreTrustedWithoutAFile() throws {
    let context = try TLSClientContext(TLSClientOptions())
    #expect(!context.isOutdated())
  }

  @Test(arguments: ["", ".", "a\0b", String(repeating: "a.", count: 200)])
  func aNameThatNoCertificateCanBeForIsRefused(name: String) throws {
    let context = try TLSClientContext(TLSClientOptions())
    #expect(throws: TLSError.self) { try TLSTransport(socket: -1, context: context, host: name) }
  }
}
