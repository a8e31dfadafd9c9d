import Foundation
import Shared
import TLS
import TestSupport
import Testing
import YAML

@testable import WebConfiguration

@Suite struct WebSettingsTests {
  private let certificates: Certificates
  private let folder: TemporaryFolder

  init() throws {
    certificates = try Certificates.shared.get()
    folder = try TemporaryFolder()
    for file in ["server.crt", "server.key", "client.key", "ca.crt", "protected.key", "text"] {
      try folder.write(
        try String(contentsOfFile: certificates.path(file), encoding: .utf8), to: file)
    }
  }

  private func load(_ text: String) throws -> WebSettings {
    try folder.write(text, to: "web.yml")
    let file = "\(folder.path)/web.yml"
    let live = try LiveSettings(file: file, log: LogRecorder().logger) {
      try WebSettings(file: file)
    }
    return live.last.settings
  }

  @Test func everyKeyOfTheToolkitIsRead() throws {
    let settings = try load(
      """
      tls_server_config:
        cert_file: server.crt
        key_file: server.key
        client_auth_type: RequireAndVerifyClientCert
        client_ca_file: \(folder.path)/ca.crt
        client_allowed_sans: [prometheus.example, 10.0.0.1]
        min_version: TLS12
        max_version: TLS13
        cipher_suites:
        - TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
        - TLS_AES_128_GCM_SHA256
        prefer_server_cipher_suites: false
        curve_preferences: [CurveP256, X25519]
      http_server_config:
        http2: true
        headers:
          Strict-Transport-Security: max-age=31536000
          X-Frame-Options: sameorigin
          X-XSS-Protection:
          Content-Security-Policy: ""
      basic_auth_users:
        prometheus: \(Hashes.cheap)
      rate_limit:
        interval: 1s
        burst: 20
      """)
    var expected = TLSServerOptions(
      certificate: .file("\(folder.path)/server.crt"), key: .file("\(folder.path)/server.key"))
    expected.clients = .requireAndVerify
    expected.clientAuthorities = .file("\(folder.path)/ca.crt")
    expected.allowedNames = ["prometheus.example", "10.0.0.1"]
    expected.cipherSuites = ["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"]
      .compactMap { TLSCipherSuite($0) }
    expected.prefersOwnOrder = false
    expected.curves = [.p256, .x25519]
    #expect(settings.tls == expected)
    #expect(settings.asksForHTTP2)
    #expect(
      settings.headers.map { "\($0): \($1)" } == [
        "Strict-Transport-Security: max-age=31536000", "X-Frame-Options: sameorigin",
      ])
    #expect(settings.users.password(of: Array("prometheus".utf8)) != nil)
    #expect(settings.rateLimit == RateLimit.Rule(interval: .seconds(1), burst: 20))
  }

  @Test(arguments: [
    "", "{}", "tls_server_config:\nbasic_auth_users: {}\n", "rate_limit: {interval: 0}",
    "http_server_config: {http2: false, headers: {}}",
  ])
  func aFileThatSaysNothingLeavesThePagesOpen(text: String) throws {
    let settings = try load(text)
    #expect(settings.tls == nil)
    #expect(settings.users.isEmpty)
    #expect(settings.headers.isEmpty)
    #expect(settings.rateLimit == nil)
  }

  @Test func certificatesMayStandInTheFileItself() throws {
    func indented(_ file: String) throws -> String {
      try String(contentsOfFile: certificates.path(file), encoding: .utf8)
        .split(separator: "\n").map { "    \($0)\n" }.joined()
    }
    let settings = try load(
      """
      tls_server_config:
        client_auth_type: RequireClientCert
        cert: |
      \(try indented("server.crt"))
        key: |
      \(try indented("server.key"))
        client_ca: |
      \(try indented("ca.crt"))
      """)
    #expect(settings.tls?.clients == .require)
    #expect(settings.files == [])
    var text = ""
    dump(settings, to: &text)
    #expect(!text.contains("BEGIN"))
  }

  struct BadFile: Sendable, CustomTestStringConvertible {
    let text: String
    let says: [String]
    var testDescription: String { says.joined(separator: " … ") }

    init(_ text: String, _ says: String...) {
      self.text = text
      self.says = says
    }

    /// A section of TLS with more lines: the first of them is line 4.
    static func tls(_ lines: String, _ says: String...) -> BadFile {
      var file = BadFile("")
      file = BadFile(text: GuardedServer.certificate + lines, says: says)
      return file
    }

    private init(text: String, says: [String]) {
      self.text = text
      self.says = says
    }
  }

  @Test(arguments: [
    BadFile("tls_server_confg: {}", "web.yml:1", "'tls_server_confg'", "'tls_server_config'"),
    BadFile("basic_auth_users: [prom]", "web.yml:1: basic_auth_users: expected a mapping"),
    BadFile("\nbasic_auth_users:\n  prom: secret", "web.yml:3: basic_auth_users.prom", "htpasswd"),
    BadFile("basic_auth_users:\n  prom:\n", "web.yml:2: basic_auth_users.prom"),
    BadFile(
      "basic_auth_users: {'a:b': \(Hashes.cheap)}", "web.yml:1: basic_auth_users.a:b", "colon"),
    BadFile(
      "basic_auth_users: {prom: $2b$18$\(Hashes.cheap.dropFirst(7))}", "a cost of 18",
      "between 4 and 16"),
    BadFile(
      "http_server_config:\n  headers:\n    Server: x", "web.yml:3", "headers.Server",
      "X-Frame-Options"),
    BadFile(
      "http_server_config: {headers: {X-Frame-Options: allow}}", "write deny or sameorigin"),
    BadFile("http_server_config: {http2: maybe}", "http_server_config.http2", "true or false"),
    BadFile("rate_limit:\n  interval: 1s", "web.yml:2: rate_limit", "set burst to 1 or more"),
    BadFile("rate_limit: {interval: soon, burst: 1}", "rate_limit.interval", "duration"),
    BadFile("rate_limit: {interval: 1s, burst: -1}", "rate_limit.burst", "less than 0"),
    BadFile(
      "tls_server_config:\n  cert_file: server.crt", "web.yml:2", "both cert_file and key_file"),
    BadFile("tls_server_config:\n  min_version: TLS13", "web.yml:2", "both cert_file and key_file"),
    BadFile(
      "tls_server_config:\n  cert_file: no.crt\n  key_file: server.key",
      "web.yml:2: tls_server_config.cert_file", "no.crt: No such file"),
    BadFile(
      "tls_server_config:\n  cert_file: server.crt\n  key_file: no.key",
      "web.yml:3: tls_server_config.key_file", "no.key: No such file"),
    BadFile(
      "tls_server_config:\n  cert_file: server.crt\n  key_file: client.key",
      "web.yml:3: tls_server_config.key_file", "not the key of the certificate"),
    BadFile(
      "tls_server_config:\n  cert_file: server.crt\n  key_file: protected.key",
      "web.yml:3: tls_server_config.key_file", "passphrase"),
    BadFile(
      "tls_server_config:\n  cert_file: text\n  key_file: server.key",
      "web.yml:2: tls_server_config.cert_file", "no certificate in PEM format"),
    BadFile(
      "tls_server_config:\n  cert: hello\n  key_file: server.key",
      "web.yml:2: tls_server_config.cert: certificate in the text", "no certificate in PEM format"),
    .tls("  cert: x\n", "web.yml:2: tls_server_config.cert_file", "remove one"),
    .tls("  client_ca_file: ca.crt\n", "web.yml:4", "RequireAndVerifyClientCert"),
    .tls("  client_auth_type: Always\n", "web.yml:4", "'Always'", "NoClientCert"),
    .tls(
      "  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: text\n",
      "web.yml:5: tls_server_config.client_ca_file", "no certificate in PEM format"),
    .tls(
      "  client_auth_type: VerifyClientCertIfGiven\n  client_allowed_sans: [a]\n", "web.yml:5",
      "client_allowed_sans", "RequireAndVerifyClientCert"),
    .tls(
      "  client_auth_type: RequireAnyClientCert\n  client_allowed_sans: []\n", "web.yml:5",
      "lets nobody in"),
    .tls("  min_version: TLS14\n", "web.yml:4: tls_server_config.min_version", "TLS13"),
    .tls("  min_version: TLS13\n  max_version: TLS12\n", "web.yml:5", "no version is left"),
    .tls("  cipher_suites: [RC4]\n", "web.yml:4: tls_server_config.cipher_suites[0]", "'RC4'"),
    .tls("  curve_preferences: [P256]\n", "curve_preferences[0]", "CurveP256"),
    .tls(
      "  max_version: TLS12\n  cipher_suites: [TLS_AES_128_GCM_SHA256]\n", "web.yml",
      "tls_server_config", "none is left"),
    .tls("  min_verion: TLS12\n", "web.yml:4", "'min_verion'", "did you mean 'min_version'"),
  ])
  func aBadFileNamesTheLineAndTheRemedy(file: BadFile) throws {
    let error = #expect(throws: (any Error).self) { try load(file.text) }
    let text = error.map { "\($0)" } ?? ""
    for words in file.says { #expect(text.contains(words), "\(text)") }
    #expect(!text.contains("\n"))
    #expect(!text.contains("abcdefghijkl"))
  }

  @Test func aFileThatIsNotThereIsNamed() throws {
    var web = try WebOptions.parse(["--web.config.file=/nowhere/web.yml"])
    let error = #expect(throws: FlagError.self) {
      try WebConfiguration.gate(web, LogRecorder().logger)
    }
    #expect(
      error?.description
        == "--web.config.file: open /nowhere/web.yml: No such file or directory; name a file that is "
        + "there, or leave the flag out")
    web.configurationFile = nil
    #expect(try WebConfiguration.gate(web, LogRecorder().logger) == nil)
  }
}
