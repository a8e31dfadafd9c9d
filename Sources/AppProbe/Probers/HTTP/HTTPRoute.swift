import CCurl
import Shared

/// A request on its way from one redirect to the next.
///
/// Hundreds of them may wait at the same time: what they are about is here once, and not in the frames
/// of the functions that wait, which would have a copy each.
final class HTTPRoute {
  let exchange: HTTPExchange
  let probe: Probe
  /// Whether the rules for targets apply.
  private let heedsRules: Bool
  private(set) var answer = HTTPAnswer()
  private var phases = HTTPPhases()
  private var authorization: HTTPAuthorization?
  private var way = HTTPWay()

  /// As many as Go's clients follow.
  private static let redirectLimit = 10

  /// - Parameter heedsRules: Whether the rules for targets apply; the configuration's own servers are
  ///   asked without.
  init(_ exchange: HTTPExchange, for probe: Probe, heedsRules: Bool = true) {
    self.exchange = exchange
    self.probe = probe
    self.heedsRules = heedsRules
  }

  /// Makes the request, and what it is redirected to.
  func follow(_ handle: CurlHandle, _ driver: CurlDriver) async {
    do throws(ProbeFailure) {
      var hop = try identify(handle)
      if exchange.client.oauth2 != nil {
        authorization = try await probe.tools.tokens.authorization(for: self)
      }
      while true {
        if try !knowsWay(to: hop) { try await findWay(to: hop) }
        let transfer = try begin(hop, handle)
        let code = await driver.run(transfer, by: probe.deadline)
        guard let next = try end(transfer, code, of: hop) else { break }
        hop = next
      }
    } catch {
      answer.failure = error
    }
    finish(handle)
  }

  @inline(never)
  private func identify(_ handle: CurlHandle) throws(ProbeFailure) -> HTTPHop {
    handle.cookies = exchange.cookies.lines
    authorization = try HTTPAuthorization(exchange.client)
    return try HTTPHop(exchange)
  }

  @inline(never)
  private func begin(_ hop: HTTPHop, _ handle: CurlHandle) throws(ProbeFailure) -> HTTPTransfer {
    let transfer = HTTPTransfer(
      handle, deadline: probe.deadline, tls: try tls(hop),
      stopsAtRedirect: exchange.client.followsRedirects, bodyLimit: exchange.bodyLimit,
      keepsBody: exchange.keepsBody)
    handle.reset()
    hop.prepare(handle, exchange, way, authorization, by: probe.deadline)
    transfer.receive()
    probe.log.note(
      .info, "Making HTTP request", [("url", answer.url), ("host", hop.hostHeader)])
    return transfer
  }

  /// Takes over what a transfer brought, and returns the hop that is to follow, if there is one.
  @inline(never)
  private func end(
    _ transfer: HTTPTransfer, _ code: CURLcode?, of hop: HTTPHop
  ) throws(ProbeFailure) -> HTTPHop? {
    phases.add(transfer.handle)
    note(transfer)
    if let failure = transfer.failure(code) { throw failure }
    guard exchange.client.followsRedirects, let redirection = transfer.answer?.redirection else {
      try checkCompression()
      return nil
    }
    guard answer.redirects < Self.redirectLimit else {
      throw ProbeFailure(.redirects, "it redirects more than \(Self.redirectLimit) times")
    }
    let next = try hop.following(redirection)
    answer.redirects += 1
    return next
  }

  func fail(_ failure: ProbeFailure) { answer.failure = failure }

  @inline(never)
  private func finish(_ handle: CurlHandle) {
    answer.phases = phases.spans
    answer.cookies.lines = handle.cookies
    handle.cookies = []
    handle.reset()
  }

  /// Finds the proxy, if there is one, and without one the address where the host is named by it: then
  /// there is nobody to ask, and nothing of what waits for an answer is needed.
  @inline(never)
  private func knowsWay(to hop: HTTPHop) throws(ProbeFailure) -> Bool {
    answer.url = hop.url.description
    way = HTTPWay(proxy: try HTTPProxy.for(hop.url, exchange.client.proxy))
    let (host, port) = (hop.url.host, hop.url.port)
    guard way.proxy == nil, Resolver.isAddress(host) else { return false }
    let start = ContinuousClock.now
    defer {
      note(lookup: start)
      phases.add(resolving: start.duration(to: .now))
    }
    if heedsRules { try probe.tools.rules.check(host: host, port: port) }
    let address = try probe.choice(of: [host], for: host, exchange.client.ip)
    if heedsRules { try probe.tools.rules.check(address: address.text, port: port, of: host) }
    take(address)
    return true
  }

  /// Finds the addresses, of the proxy too if there is one.
  private func findWay(to hop: HTTPHop) async throws(ProbeFailure) {
    let start = ContinuousClock.now
    defer { phases.add(resolving: start.duration(to: .now)) }
    if let proxy = way.proxy?.url.host {
      way.proxyAddress = try await probe.choose(proxy, IPPreference())
    }
    guard try !leavesLookup(of: hop) else { return }
    take(try await address(of: hop))
  }

  /// Whether only the proxy knows where the host is.
  @inline(never)
  private func leavesLookup(of hop: HTTPHop) throws(ProbeFailure) -> Bool {
    guard way.proxy != nil, exchange.client.skipsResolveWithProxy else { return false }
    if heedsRules {
      try probe.tools.rules.check(unresolved: hop.url.host, port: hop.url.port)
    }
    return true
  }

  /// Looks up the hop's host, and has both checked.
  private func address(of hop: HTTPHop) async throws(ProbeFailure) -> HostAddress {
    let start = ContinuousClock.now
    defer { note(lookup: start) }
    return heedsRules
      ? try await probe.lookUp(hop.url.host, port: hop.url.port, exchange.client.ip).address
      : try await probe.choose(hop.url.host, exchange.client.ip)
  }

  @inline(never)
  private func take(_ address: HostAddress) {
    way.address = address
    if answer.firstAddress == nil { answer.firstAddress = address }
    answer.address = address.text
  }

  @inline(never)
  private func note(lookup start: ContinuousClock.Instant) {
    if answer.lookupTime == nil { answer.lookupTime = start.duration(to: .now) }
  }

  private func tls(_ hop: HTTPHop) throws(ProbeFailure) -> HTTPTransfer.TLS? {
    let isProxyTLS = way.proxy.map { $0.url.isTLS && !$0.isSOCKS } ?? false
    guard hop.url.isTLS || isProxyTLS else { return nil }
    var settings = exchange.client.tls
    // It is the first host's alone, as the hop knows.
    settings.serverName = nil
    let context = try probe.loop.tlsContexts.context(for: settings)
    return HTTPTransfer.TLS(
      context: context, name: hop.tlsName, proxies: isProxyTLS ? 1 : 0,
      shared: context.canShareContexts && !isProxyTLS ? probe.loop.sharedContext : nil)
  }

  private func checkCompression() throws(ProbeFailure) {
    guard let wanted = exchange.compression, wanted != "identity" else { return }
    let found = answer.header("Content-Encoding") ?? "identity"
    guard !found.isEqualIgnoringCase(wanted) else { return }
    throw ProbeFailure(
      .body, OneLine.of("the body is not compressed by \(wanted) but by \(found)") { $0 })
  }

  /// Takes over what a transfer brought.
  private func note(_ transfer: HTTPTransfer) {
    answer.isTLS = false
    answer.tls = transfer.witness.map { TLSReport($0.chain) }
    answer.status = 0
    answer.version = nil
    answer.headers = []
    answer.contentLength = nil
    answer.body = transfer.body
    answer.bodyCount = transfer.bodyCount
    answer.bodyHash = transfer.bodyHash.value
    guard let head = transfer.answer else { return }
    answer.status = head.status
    answer.version = head.version
    answer.headers = head.headers
    answer.trailers = transfer.trailers
    answer.contentLength = head.contentLength
    answer.isTLS = answer.url.hasPrefix("https:")
    probe.log.note(
      .info, "Received HTTP response",
      [("status_code", "\(head.status)"), ("version", head.version ?? "")])
  }
}
