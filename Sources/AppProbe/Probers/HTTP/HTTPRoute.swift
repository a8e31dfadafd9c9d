import CCurl
import Shared

/// A request on its way from one redirect to the next.
struct HTTPRoute {
  let exchange: HTTPExchange
  let probe: Probe
  let handle: CurlHandle
  let driver: CurlDriver
  let authorization: HTTPAuthorization?
  let heedsRules: Bool
  private(set) var answer = HTTPAnswer()
  private var phases = HTTPPhases()

  /// As many as Go's clients follow.
  private static let redirectLimit = 10

  init(
    _ exchange: HTTPExchange, _ probe: Probe, _ handle: CurlHandle, _ driver: CurlDriver,
    _ authorization: HTTPAuthorization?, heedsRules: Bool
  ) {
    self.authorization = authorization
    self.exchange = exchange
    self.probe = probe
    self.handle = handle
    self.driver = driver
    self.heedsRules = heedsRules
  }

  mutating func follow() async {
    do throws(ProbeFailure) {
      var hop = try HTTPHop(exchange)
      while let next = try await take(hop) { hop = next }
    } catch {
      answer.failure = error
    }
    answer.phases = phases.spans
  }

  /// Makes one request, and returns the one that is to follow, if there is one.
  private mutating func take(_ hop: HTTPHop) async throws(ProbeFailure) -> HTTPHop? {
    answer.url = hop.url.description
    let way = try await way(to: hop)
    let follows = exchange.client.followsRedirects
    let transfer = HTTPTransfer(
      handle, deadline: probe.deadline, tls: try tls(hop, way), stopsAtRedirect: follows,
      bodyLimit: exchange.bodyLimit, keepsBody: exchange.keepsBody)
    handle.reset()
    hop.prepare(handle, exchange, way, authorization, by: probe.deadline)
    transfer.receive()
    probe.log.note(
      .info, "Making HTTP request", [("url", answer.url), ("host", hop.hostHeader)])
    let code = await driver.run(transfer, by: probe.deadline)
    phases.add(handle)
    note(transfer)
    if let failure = transfer.failure(code) { throw failure }
    guard follows, let redirection = transfer.answer?.redirection else {
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

  /// Finds the proxy, if there is one, and the addresses.
  private mutating func way(to hop: HTTPHop) async throws(ProbeFailure) -> HTTPWay {
    var way = HTTPWay()
    let start = ContinuousClock.now
    defer { phases.add(resolving: start.duration(to: .now)) }
    if let proxy = try HTTPProxy.for(hop.url, exchange.client.proxy) {
      way.proxy = (proxy, try await probe.choose(proxy.url.host, IPPreference()))
    }
    if way.proxy != nil, exchange.client.skipsResolveWithProxy {
      if heedsRules { try probe.tools.rules.check(host: hop.url.host, port: hop.url.port) }
    } else {
      way.address = try await address(of: hop)
    }
    return way
  }

  /// Looks up the hop's host, and has both checked.
  private mutating func address(of hop: HTTPHop) async throws(ProbeFailure) -> HostAddress {
    let start = ContinuousClock.now
    defer { if answer.lookupTime == nil { answer.lookupTime = start.duration(to: .now) } }
    let address =
      heedsRules
      ? try await probe.lookUp(hop.url.host, port: hop.url.port, exchange.client.ip).address
      : try await probe.choose(hop.url.host, exchange.client.ip)
    if answer.firstAddress == nil { answer.firstAddress = address }
    answer.address = address.text
    return address
  }

  private func tls(_ hop: HTTPHop, _ way: HTTPWay) throws(ProbeFailure) -> HTTPTransfer.TLS? {
    let isProxyTLS = way.proxy.map { $0.proxy.url.isTLS && !$0.proxy.isSOCKS } ?? false
    guard hop.url.isTLS || isProxyTLS else { return nil }
    var settings = exchange.client.tls
    // It is the first host's alone, as the hop knows.
    settings.serverName = nil
    return HTTPTransfer.TLS(
      context: try probe.loop.tlsContexts.context(for: settings), name: hop.tlsName,
      proxies: isProxyTLS ? 1 : 0)
  }

  private func checkCompression() throws(ProbeFailure) {
    guard let wanted = exchange.compression, wanted != "identity" else { return }
    let found = answer.header("Content-Encoding") ?? "identity"
    guard !found.isEqualIgnoringCase(wanted) else { return }
    throw ProbeFailure(
      .body, OneLine.of("the body is not compressed by \(wanted) but by \(found)") { $0 })
  }

  /// Takes over what a transfer brought.
  private mutating func note(_ transfer: HTTPTransfer) {
    answer.isTLS = false
    answer.tls = transfer.witness.map { TLSReport($0.chain) }
    answer.status = 0
    answer.version = nil
    answer.headers = []
    answer.contentLength = nil
    answer.body = transfer.body
    answer.bodyCount = transfer.bodyCount
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
