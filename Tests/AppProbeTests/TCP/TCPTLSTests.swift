import Foundation
import Shared
import TestSupport
import Testing

@testable import AppProbe

/// TLS from the beginning or in the middle, good and bad.
@Suite(.serialized, Requirement(programs: ["openssl", "setpriv", "python3"]).trait)
struct TCPTLSTests {
  private let bench: ProbeBench
  private let certificates: ProbeCertificates

  init() throws {
    bench = try ProbeBench()
    certificates = try ProbeCertificates.shared.get()
  }

  private func prober(_ change: (inout TLSSettings) -> Void = { _ in }) -> TCPProber {
    var prober = TCPProber()
    prober.usesTLS = true
    prober.tls = certificates.settings
    change(&prober.tls)
    return prober
  }

  @Test func aGoodServerIsDescribed() throws {
    let server = try certificates.server("good")
    let result = try bench.probe(prober(), server.target)
    #expect(result.report.failure == nil)
    #expect(result.report.value(.sslVerified) == 1)
    #expect(result.labels(.tlsVersion, "version") == ["TLS 1.3"])
    #expect(result.labels(.sslLastChainInfo, "subject") == ["CN=good"])
    #expect(result.labels(.sslLastChainInfo, "issuer") == ["CN=ca,O=Example"])
    #expect(result.labels(.sslLastChainInfo, "subjectalternative") == ["localhost"])
    let expiry = try #require(result.report.value(.sslEarliestExpiry))
    #expect(expiry > Date().timeIntervalSince1970)
    #expect(result.report.value(.sslLastChainExpiry) == expiry)
  }

  @Test(arguments: [
    ("expired", "127.0.0.1", FailureReason.tlsExpired), ("self", "127.0.0.1", .tlsUntrusted),
    ("good", "other.example", .tlsName),
  ])
  func aBadCertificateIsDescribedToo(
    name: String, host: String, reason: FailureReason
  ) throws {
    let server = try certificates.server(name)
    let result = try bench.probe(
      prober { $0.serverName = host == "127.0.0.1" ? nil : host }, server.target)
    #expect(result.reason == reason)
    #expect(result.report.value(.sslVerified) == 0)
    #expect(result.report.value(.sslEarliestExpiry) != nil)
    #expect(result.report.value(.sslLastChainExpiry) == nil)
    #expect(result.labels(.sslLastChainInfo, "fingerprint_sha256").count == 1)
    // What a request names is what the certificate must be for.
    if reason == .tlsName {
      #expect(try bench.probe(prober(), server.target, hostname: host).reason == reason)
      #expect(try bench.probe(prober(), server.target, hostname: "localhost").reason == nil)
    }
    // Nobody looks.
    let blind = try bench.probe(prober { $0.skipsVerification = true }, server.target)
    #expect(blind.report.failure == nil)
    #expect(blind.report.value(.sslVerified) == nil)
    #expect(blind.report.value(.sslLastChainExpiry) == nil)
    #expect(blind.report.value(.sslEarliestExpiry) != nil)
  }

  @Test func anOldVersionIsSpokenOnlyWhereItIsAllowed() throws {
    let server = try certificates.server("good", "-tls1", "-cipher", "ALL:@SECLEVEL=0")
    #expect(try bench.probe(prober(), server.target).reason == .tls)
    let result = try bench.probe(prober { $0.minVersion = .tls10 }, server.target)
    #expect(result.report.failure == nil)
    #expect(result.labels(.tlsVersion, "version") == ["TLS 1.0"])
  }

  @Test func aMaximumVersionIsKeptTo() throws {
    let server = try certificates.server("good")
    let result = try bench.probe(prober { $0.maxVersion = .tls12 }, server.target)
    #expect(result.labels(.tlsVersion, "version") == ["TLS 1.2"])
    #expect(
      result.labels(.tlsCipher, "cipher") == ["TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"])
  }

  @Test func serversWithoutTLSFailInTheirOwnWays() throws {
    let plain = try ScriptedServer { client in
      _ = client.hear(5)
      client.say("HTTP/1.1 400 Bad Request\r\n\r\n")
      usleep(100_000)
    }
    #expect(try bench.probe(prober(), plain.target).reason == .tls)
    let silent = try ScriptedServer(staysOpen: true) { _ in }
    #expect(
      try bench.probe(prober(), silent.target, within: .milliseconds(200)).reason == .timeout)
    let resetting = try ScriptedServer { client in
      _ = client.hear(5)
      client.endsByReset()
    }
    #expect(try bench.probe(prober(), resetting.target).reason == .reset)
  }

  @Test func aMissingAuthorityFileIsTheConfigurationsFault() throws {
    let server = try certificates.server("good")
    let result = try bench.probe(
      prober { $0.authorityFile = certificates.path("none") }, server.target)
    #expect(result.reason == .configuration)
    #expect(result.report.failure?.description.contains("No such file") == true)
  }

  @Test func aConversationMayGoOnThroughTLS() throws {
    let server = try StartTLSServer(certificates)
    var prober = TCPProber()
    prober.tls = certificates.settings
    var start = QueryResponse(expect: try Pattern("^250 "), send: "STARTTLS")
    var upgrade = QueryResponse(expect: try Pattern("^220 go"))
    upgrade.startsTLS = true
    let greeting = QueryResponse(expect: try Pattern("^220 "), send: "EHLO probe")
    prober.conversation = [
      greeting, start, upgrade, QueryResponse(send: "secret"),
      QueryResponse(expect: try Pattern("^heard secret over TLSv1.3$")),
    ]
    let result = try bench.probe(prober, server.target)
    #expect(result.report.failure == nil)
    #expect(result.labels(.sslLastChainInfo, "subject") == ["CN=good"])

    // What was slipped in before TLS began does not count as said through it.
    start.send = "INJECT"
    prober.conversation = [
      greeting, start, upgrade, QueryResponse(expect: try Pattern("^forged$")),
    ]
    let forged = try bench.probe(prober, server.target, within: .seconds(2))
    #expect(forged.reason == .timeout)
    #expect(forged.report.value(.sslVerified) == 1)
  }

  @Test func contextsAreReadOnceAndAgainWhenTheirFilesChange() throws {
    let folder = try TemporaryFolder()
    func copy(_ name: String) throws {
      try folder.write(
        String(contentsOfFile: certificates.path(name), encoding: .utf8), to: "ca.crt")
    }
    try copy("ca.crt")
    var settings = TLSSettings()
    settings.authorityFile = "\(folder.path)/ca.crt"
    let isKept = try bench.onLoop { [settings] tools in
      let contexts = tools.loop.tlsContexts
      let first = try? contexts.context(for: settings)
      let second = try? contexts.context(for: settings)
      return first != nil && first === second
    }
    #expect(isKept)
    let server = try certificates.server("good")
    var prober = prober()
    prober.tls = settings
    #expect(try bench.probe(prober, server.target).report.failure == nil)
    try copy("self.crt")
    #expect(try bench.probe(prober, server.target).reason == .tlsUntrusted)
    try copy("ca.crt")
    #expect(try bench.probe(prober, server.target).report.failure == nil)
  }
}

/// A server of a protocol like SMTP, which goes on through TLS when it is asked to.
private struct StartTLSServer {
  private static let script = """
    import socket, ssl, sys
    certificate, key = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))
    print("port", listener.getsockname()[1], flush=True)
    while True:
        client, _ = listener.accept()
        try:
            client.sendall(b"220 mail.example\\r\\n")
            client.recv(1000)
            client.sendall(b"250-mail.example\\r\\n250 STARTTLS\\r\\n")
            asked = client.recv(1000)
            client.sendall(b"220 go\\r\\n" + (b"forged\\r\\n" if b"INJECT" in asked else b""))
            secure = context.wrap_socket(client, server_side=True)
            line = secure.recv(1000).decode().strip()
            secure.sendall(f"heard {line} over {secure.version()}\\n".encode())
        except OSError as error:
            print(error, flush=True)
    """

  private let program: TestSupport.Program
  let target: String

  init(_ certificates: ProbeCertificates) throws {
    program = try TestSupport.Program(
      "python3", ["-c", Self.script, certificates.path("good.crt"), certificates.path("good.key")])
    guard program.wait(for: { $0.output.contains("port ") && $0.output.hasSuffix("\n") }) else {
      throw Failure(description: program.output)
    }
    target = "127.0.0.1:\(program.output.split(separator: " ")[1].prefix { $0.isNumber })"
  }
}
