import Shared

/// Probes a name server by a query.
///
/// An answer that is truncated is looked at as it is: who asks by datagram wants to know what is
/// answered by datagram.
struct DNSProber: Prober {
  static let kind = "dns"

  enum Transport: String, Sendable, CaseIterable { case udp, tcp }

  var ip = IPPreference()
  var sourceAddress: String?
  var transport = Transport.udp
  /// Over TCP, at port 853.
  var usesTLS = false
  var tls = TLSSettings()
  var queryName: String
  var queryType = "ANY"
  var queryClass = "IN"
  var asksForRecursion = true
  /// As in `NOERROR`; none stands for that.
  var validCodes: [String] = []
  var answerRules = Rules()
  var authorityRules = Rules()
  var additionalRules = Rules()

  init(queryName: String) { self.queryName = queryName }

  /// What cannot be of the options; `nil` when all can.
  var fault: String? {
    if DNSName(queryName) == nil { return "query_name '\(queryName)' is not a domain name" }
    if DNSRecordType(queryType) == nil { return "query_type '\(queryType)' is not a record type" }
    if DNSClass(queryClass) == nil { return "query_class '\(queryClass)' is not a class" }
    if let code = validCodes.first(where: { DNSResponseCode($0) == nil }) {
      return "valid_rcodes has '\(code)', which is not a response code"
    }
    if usesTLS, transport != .tcp { return "dns_over_tls needs transport_protocol tcp" }
    return nil
  }

  func run(_ probe: Probe) async throws(ProbeFailure) {
    probe.report.set(.dnsSucceeded, 0)
    guard fault == nil, let name = DNSName(queryName), let type = DNSRecordType(queryType),
      let queryClass = DNSClass(queryClass)
    else { throw ProbeFailure(.configuration, OneLine.cut(fault ?? "")) }
    let server = try Endpoint(target: probe.target, defaultPort: usesTLS ? 853 : 53)
    let resolved = try await probe.resolve(server.host, port: server.port, ip)
    probe.report.set(.dnsDuration, resolved.span, [("phase", "resolve")])

    let exchange = DNSExchange(
      DNSMessage.Question(name: name, type: type, recordClass: queryClass),
      asksForRecursion: asksForRecursion)
    probe.log.note(
      .info, "Making DNS query",
      [("name", "\(name)"), ("type", "\(type)"), ("class", "\(queryClass)")])
    let answer = try await ask(exchange, server, resolved.address, probe)
    report(answer, to: probe)
    try judge(answer, of: exchange.question, probe)
  }

  private func ask(
    _ exchange: DNSExchange, _ server: Endpoint, _ address: HostAddress, _ probe: Probe
  ) async throws(ProbeFailure) -> DNSMessage {
    let start = ContinuousClock.now
    let answer: DNSMessage
    let connected: ContinuousClock.Instant
    switch transport {
    case .udp:
      let socket = try await ProbeSocket.connect(
        .datagram, to: address, port: server.port, from: sourceAddress, by: probe.deadline,
        on: probe.loop)
      connected = .now
      probe.report.set(.dnsDuration, start.duration(to: connected), [("phase", "connect")])
      answer = try await exchange.ask(
        socket.rawValue, Endpoint(host: address.text, port: server.port).bracketed,
        by: probe.deadline, on: probe.loop)
    case .tcp:
      let connection = try await ProbeConnection.open(
        to: address, port: server.port, from: sourceAddress, for: probe)
      if usesTLS { try await connection.startTLS(tls, host: server.host, for: probe) }
      connected = .now
      probe.report.set(.dnsDuration, start.duration(to: connected), [("phase", "connect")])
      answer = try await exchange.ask(connection)
    }
    probe.report.set(.dnsDuration, connected.duration(to: .now), [("phase", "request")])
    return answer
  }

  private func report(_ answer: DNSMessage, to probe: Probe) {
    probe.report.set(.dnsSucceeded, 1)
    probe.report.set(.dnsAnswers, answer.answers.count)
    probe.report.set(.dnsAuthorities, answer.authorities.count)
    probe.report.set(.dnsAdditionals, answer.additionals.count)
    probe.log.note(
      .info, "Got response",
      [
        ("rcode", "\(answer.code)"), ("answers", String(answer.answers.count)),
        ("authorities", String(answer.authorities.count)),
        ("additionals", String(answer.additionals.count)),
      ])
    for record in answer.answers.prefix(Self.recordsInLog) {
      probe.log.note(.debug, "Answer", [("rr", OneLine.of(record.text) { $0 })])
    }
    if answer.isTruncated {
      probe.log.note(.warning, "The answer is truncated: there are more records than it holds")
    }
    if DNSRecordType(queryType) == .soa, let serial = answer.answers.compactMap(\.serial).last {
      probe.report.set(.dnsSerial, serial)
    }
  }

  private func judge(
    _ answer: DNSMessage, of question: DNSMessage.Question, _ probe: Probe
  ) throws(ProbeFailure) {
    let valid = validCodes.isEmpty ? [.noError] : validCodes.compactMap { DNSResponseCode($0) }
    guard valid.contains(answer.code) else {
      throw ProbeFailure(
        .rcode, OneLine.cut("the name server answered \(answer.code) for \(question.name)"))
    }
    let sections = [
      ("answer", answer.answers, answerRules), ("authority", answer.authorities, authorityRules),
      ("additional", answer.additionals, additionalRules),
    ]
    for (section, records, rules) in sections {
      if let refusal = rules.refusal(of: records, section: section) {
        throw ProbeFailure(.records, OneLine.cut(refusal))
      }
    }
  }

  private static let recordsInLog = 50
}
