import Shared

extension JourneyRun {
  /// Bytes of an answer that are read at most.
  private static let bodyLimit = 4 << 20

  /// Makes a step's request and returns the body of an answer that is as it should be.
  func ask(_ request: JourneyRequest, by end: Deadline) async throws(ProbeFailure) -> [UInt8] {
    let (body, type) = request.content(with: values)
    var headers = request.headers.map {
      (name: $0.name, value: Secret($0.value.filled(with: values)))
    }
    if let type { headers.append(("Content-Type", Secret(type))) }
    let answer = try await ask(
      request.method, request.url.filled(with: values), headers, body,
      isConfigured: isConfigured(request.url), by: end)
    let isValid =
      request.validStatusCodes.isEmpty
      ? (200...299).contains(answer.status) : request.validStatusCodes.contains(answer.status)
    guard isValid else {
      throw ProbeFailure(
        .status, "\(request.method) \(request.url.source) was answered with status \(answer.status)"
      )
    }
    for pattern in request.mustMatch where !pattern.matches(answer.body.span) {
      throw ProbeFailure(.body, "the body does not match '\(pattern.text)'")
    }
    for pattern in request.mustNotMatch where pattern.matches(answer.body.span) {
      throw ProbeFailure(.body, "the body matches '\(pattern.text)'")
    }
    return answer.body
  }

  /// Makes a request and keeps the cookies that come with the answer.
  ///
  /// - Parameter isConfigured: Whether the URL is the configuration's, so that its host may be asked
  ///   whatever else may be probed.
  func ask(
    _ method: String, _ url: String, _ headers: [(name: String, value: Secret)],
    _ body: [UInt8], isConfigured: Bool, by end: Deadline
  ) async throws(ProbeFailure) -> HTTPAnswer {
    var headers = headers
    let (url, isTarget) = try site.url(url)
    if isTarget, let hostname = probe.hostname { headers.append(("Host", Secret(hostname))) }
    var exchange = HTTPExchange(url: url, bodyLimit: Self.bodyLimit)
    exchange.method = method
    exchange.headers = headers
    exchange.body = body
    exchange.client = isTarget ? journey.client : journey.client.forStrangers
    exchange.cookies = cookies
    let answer = await perform(
      exchange, by: min(end, probe.deadline), trustsHost: isConfigured && !isTarget)
    cookies = answer.cookies
    if isTarget { note(answer) }
    if let failure = answer.failure { throw failure }
    return answer
  }

  /// Whether the host of a URL is the configuration's, and not what an answer said.
  func isConfigured(_ url: JourneyText) -> Bool {
    let captured = Set(journey.steps.flatMap { $0.captures.map(\.name) })
    let known = url.filled(with: values, before: captured)
    if known.hasExactly(url.filled(with: values)) { return true }
    guard let scheme = known.firstRange(of: "://") else { return false }
    return known[scheme.upperBound...].contains("/")
  }

  /// Makes a request as a part of the probe, which has less time; what it logs belongs to the whole.
  private func perform(
    _ exchange: HTTPExchange, by deadline: Deadline, trustsHost: Bool
  ) async -> HTTPAnswer {
    let tools = probe.tools
    let rules = trustsHost ? tools.rules.trusting(target: exchange.url) : tools.rules
    let part = Probe(
      target: probe.target, hostname: probe.hostname, deadline: deadline,
      tools: ProbeTools(
        loop: tools.loop, resolver: tools.resolver, rules: rules, tokens: tools.tokens))
    part.report = probe.report
    part.log = probe.log
    let answer = await perform(exchange, part)
    probe.report = part.report
    probe.log = part.log
    return answer
  }

  /// What every probe says of its target's address.
  private func note(_ answer: HTTPAnswer) {
    guard probe.report.value(.dnsLookupTime) == nil, let span = answer.lookupTime else { return }
    let address = answer.firstAddress
    probe.report.set(.dnsLookupTime, span)
    probe.report.set(.ipProtocol, address?.version.number ?? 0)
    probe.report.set(.ipAddressHash, address?.hash ?? 0)
  }
}

extension HTTPClientOptions {
  /// The same without what only the target may learn.
  fileprivate var forStrangers: HTTPClientOptions {
    var options = self
    options.basicAuth = nil
    options.authorization = nil
    options.oauth2 = nil
    options.tls.certificateFile = nil
    options.tls.keyFile = nil
    options.tls.serverName = nil
    return options
  }
}
