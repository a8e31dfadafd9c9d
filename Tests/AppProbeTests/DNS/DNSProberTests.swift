import Foundation
import Shared
import TestSupport
import Testing

@testable import AppProbe

/// Against dnsmasq, and against name servers that do what they should not.
@Suite(.serialized, Requirement(programs: ["dnsmasq", "openssl", "python3", "setpriv"]).trait)
struct DNSProberTests {
  private let bench: ProbeBench

  init() throws { bench = try ProbeBench() }

  private func prober(
    _ name: String = "a.example", _ type: String = "A", over transport: DNSProber.Transport = .udp
  ) -> DNSProber {
    var prober = DNSProber(queryName: name)
    prober.queryType = type
    prober.transport = transport
    return prober
  }

  private func texts(_ result: ProbeResult) -> [String] {
    result.log.lines.flatMap { $0.details.filter { "\($0.name)" == "rr" }.map(\.value) }
  }

  @Test(arguments: DNSProber.Transport.allCases)
  func dnsmasqAnswers(transport: DNSProber.Transport) throws {
    let server = try NameServer()
    let result = try bench.probe(prober(over: transport), server.target)
    #expect(result.report.failure == nil)
    #expect(result.report.value(.dnsSucceeded) == 1)
    #expect(result.report.value(.dnsAnswers) == 1)
    #expect(result.report.value(.dnsAuthorities) == 0)
    #expect(result.report.value(.ipProtocol) == 4)
    for phase in ["resolve", "connect", "request"] {
      #expect(result.report.value(.dnsDuration, [(name: "phase", value: phase)]) ?? -1 >= 0)
    }
    #expect(texts(result) == ["a.example. 0 IN A 192.0.2.1"])
  }

  @Test(arguments: [
    ("a.example", "AAAA", "2001:db8::1"), ("1.2.0.192.in-addr.arpa", "PTR", "a.example."),
    ("example", "MX", "10 mail.example."), ("t.example", "TXT", #""one" "two words""#),
    ("_sip._udp.example", "SRV", "1 2 5060 a.example."),
    ("example", "CAA", #"0 issue "ca.example""#), ("r.example", "TYPE65280", "\\# 2 0102"),
    ("alias.example", "CNAME", "a.example."),
  ])
  func recordsAreShownAsTheyAre(name: String, type: String, value: String) throws {
    let server = try NameServer()
    let result = try bench.probe(prober(name, type), server.target)
    #expect(result.report.failure == nil)
    #expect(texts(result).first?.hasSuffix(" \(value)") == true, "\(texts(result))")
  }

  @Test func codesAreJudged() throws {
    let server = try NameServer()
    var prober = prober("none.example")
    let result = try bench.probe(prober, server.target)
    #expect(result.reason == .rcode)
    #expect(result.report.value(.dnsSucceeded) == 1)
    #expect(result.report.value(.dnsAnswers) == 0)
    prober.validCodes = ["NOERROR", "NXDOMAIN"]
    #expect(try bench.probe(prober, server.target).report.failure == nil)
  }

  @Test func rulesAreJudged() throws {
    let server = try NameServer()
    var prober = prober()
    prober.answerRules.failsIfAnyDoesNotMatch = [try Pattern("^a\\.example\\.\t0\tIN\tA\t192")]
    #expect(try bench.probe(prober, server.target).report.failure == nil)
    prober.answerRules.failsIfAnyMatches = [try Pattern("192")]
    #expect(try bench.probe(prober, server.target).reason == .records)
    prober.answerRules = DNSProber.Rules()
    prober.authorityRules.failsIfNoneMatches = [try Pattern("192")]
    #expect(try bench.probe(prober, server.target).reason == .records)
  }

  @Test func aZonesSerialIsReported() throws {
    let soa = DNSBytes.record(
      6,
      DNSBytes.name("ns.example") + DNSBytes.name("mail.example") + [0x78, 0xC3, 1, 2]
        + [UInt8](repeating: 0, count: 16))
    let server = try ScriptedDatagrams { query in
      [DNSBytes.answer([soa], id: UInt16(query[0]) << 8 | UInt16(query[1]), type: 6)]
    }
    #expect(
      try bench.probe(prober("a.example", "SOA"), server.target).report.value(.dnsSerial)
        == 2_026_045_698)
    // A name without one has no serial number, not the number 0.
    let other = try NameServer()
    let result = try bench.probe(prober("a.example", "SOA"), other.target)
    #expect(result.report.failure == nil)
    #expect(result.report.value(.dnsSerial) == nil)
  }

  @Test func answersToOthersAreNoAnswer() throws {
    let record = DNSBytes.record(1, [192, 0, 2, 66])
    let right = DNSBytes.record(1, [192, 0, 2, 1])
    let server = try ScriptedDatagrams { query in
      let id = UInt16(query[0]) << 8 | UInt16(query[1])
      return [
        DNSBytes.answer([record], id: id &+ 1), DNSBytes.answer([record], id: id, type: 2),
        query, [], [1], DNSBytes.answer([right], id: id),
      ]
    }
    #expect(texts(try bench.probe(prober(), server.target)) == ["a.example. 60 IN A 192.0.2.1"])
    let never = try ScriptedDatagrams { query in
      [DNSBytes.answer([record], id: (UInt16(query[0]) << 8 | UInt16(query[1])) &+ 1)]
    }
    let result = try bench.probe(prober(), never.target, within: .milliseconds(200))
    #expect(result.reason == .timeout)
    #expect(result.report.failure?.description.contains("1 answers to other questions") == true)
    #expect(result.report.value(.dnsSucceeded) == 0)
    #expect(result.report.value(.dnsAnswers) == nil)
  }

  @Test func aNameServerMayBeSilentAbsentOrMad() throws {
    let silent = try ScriptedDatagrams { _ in [] }
    #expect(
      try bench.probe(prober(), silent.target, within: .milliseconds(200)).reason == .timeout)
    let port = try freePort()
    for transport in DNSProber.Transport.allCases {
      #expect(
        try bench.probe(prober(over: transport), "127.0.0.1:\(port)").reason == .refused)
    }
    let mad = try ScriptedDatagrams { [Array($0[..<2]) + [0x81, 0x80, 0xFF]] }
    #expect(try bench.probe(prober(), mad.target).reason == .protocol)
    let closing = try ScriptedServer { client in
      _ = client.hear(2)
      client.say([0, 50, 1])
      _ = client.hear(27)
    }
    #expect(try bench.probe(prober(over: .tcp), closing.target).reason == .reset)
    let wrong = try ScriptedServer { client in
      let query = client.hear(29)
      client.say([0, UInt8(query.count - 2)] + query.dropFirst(2))
    }
    #expect(try bench.probe(prober(over: .tcp), wrong.target).reason == .protocol)
  }

  @Test func aTruncatedAnswerIsLookedAtAsItIs() throws {
    let server = try ScriptedDatagrams { query in
      [DNSBytes.answer([], id: UInt16(query[0]) << 8 | UInt16(query[1]), flags: 0x8380)]
    }
    let result = try bench.probe(prober(), server.target)
    #expect(result.report.failure == nil)
    #expect(result.report.value(.dnsAnswers) == 0)
    #expect(result.log.lines.contains { "\($0.message)".contains("truncated") })
  }

  @Test func anAnswerMayComeThroughTLS() throws {
    let certificates = try ProbeCertificates.shared.get()
    let server = try NameServer()
    let front = try TLSFront(certificates, to: server.port)
    var prober = prober(over: .tcp)
    prober.usesTLS = true
    prober.tls = certificates.settings
    let result = try bench.probe(prober, front.target)
    #expect(result.report.failure == nil)
    #expect(texts(result) == ["a.example. 0 IN A 192.0.2.1"])
    #expect(result.report.value(.sslVerified) == 1)
    prober.tls.serverName = "other.example"
    #expect(try bench.probe(prober, front.target).reason == .tlsName)
    prober.transport = .udp
    #expect(try bench.probe(prober, front.target).reason == .configuration)
  }

  @Test func whatCannotBeAskedForIsSaid() {
    var faults: [String?] = []
    for change: (inout DNSProber) -> Void in [
      { _ in }, { $0.queryName = "a..b" }, { $0.queryType = "X" }, { $0.queryClass = "Y" },
      { $0.validCodes = ["NOERROR", "Z"] }, { $0.usesTLS = true },
    ] {
      var prober = DNSProber(queryName: ".")
      change(&prober)
      faults.append(prober.fault)
    }
    #expect(
      faults == [
        nil, "query_name 'a..b' is not a domain name", "query_type 'X' is not a record type",
        "query_class 'Y' is not a class", "valid_rcodes has 'Z', which is not a response code",
        "dns_over_tls needs transport_protocol tcp",
      ])
  }
}

/// dnsmasq with records of its own, which asks nobody else.
private struct NameServer {
  let port: Int
  private let program: TestSupport.Program

  var target: String { "127.0.0.1:\(port)" }

  init() throws {
    port = try freePort()
    program = try TestSupport.Program(
      "dnsmasq",
      [
        "--keep-in-foreground", "--port=\(port)", "--listen-address=127.0.0.1",
        "--bind-interfaces", "--no-resolv", "--no-hosts", "--conf-file=/dev/null", "--pid-file=",
        "--user=root", "--log-facility=-", "--local=/example/",
        "--host-record=a.example,192.0.2.1,2001:db8::1", "--cname=alias.example,a.example",
        "--mx-host=example,mail.example,10", "--txt-record=t.example,one,two words",
        "--srv-host=_sip._udp.example,a.example,5060,1,2",
        "--caa-record=example,0,issue,ca.example", "--dns-rr=r.example,65280,0102",
      ])
    guard program.wait(for: { $0.output.contains("started") }) else {
      throw Failure(description: program.output)
    }
  }
}

/// TLS before a server that has none.
private struct TLSFront {
  private static let script = """
    import socket, ssl, sys, threading
    certificate, key, port = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))
    print("port", listener.getsockname()[1], flush=True)
    while True:
        client, _ = listener.accept()
        try:
            secure = context.wrap_socket(client, server_side=True)
            behind = socket.create_connection(("127.0.0.1", int(port)))
            behind.sendall(secure.recv(4096))
            secure.sendall(behind.recv(4096))
        except OSError as error:
            print(error, flush=True)
    """

  private let program: TestSupport.Program
  let target: String

  init(_ certificates: ProbeCertificates, to port: Int) throws {
    program = try TestSupport.Program(
      "python3",
      ["-c", Self.script, certificates.path("good.crt"), certificates.path("good.key"), "\(port)"])
    guard program.wait(for: { $0.output.contains("port ") && $0.output.hasSuffix("\n") }) else {
      throw Failure(description: program.output)
    }
    target = "127.0.0.1:\(program.output.split(separator: " ")[1].prefix { $0.isNumber })"
  }
}
