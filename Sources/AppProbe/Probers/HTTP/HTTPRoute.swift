import CCurl
import Shared

/// A request on its way from one redirect to the next.
struct HTTPRoute {
  let exchange: HTTPExchange
  let probe: Probe
  let handle: CurlHandle
  let driver: CurlDriver
  let heedsRules: Bool
  private(set) var answer = HTTPAnswer()
  private var phases = HTTPPhases()

  /// As many as Go's clients follow.
  private static let redirectLimit = 10

  init(
    _ exchange: HTTPExchange, _ probe: Probe, _ handle: CurlHandle, _ driver: CurlDriver,
    heedsRules: Bool
  ) {
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
    let address = try await address(of: hop)
    let follows = exchange.client.followsRedirects
    let transfer = HTTPTransfer(
      handle, deadline: probe.deadline, stopsAtRedirect: follows,
      bodyLimit: exchange.bodyLimit, keepsBody: exchange.keepsBody)
    handle.reset()
    hop.prepare(handle, exchange, address: address, deadline: probe.deadline)
    transfer.receive()
    probe.log.note(
      .info, "Making HTTP request", [("url", hop.url.description), ("host", hop.hostHeader)])
    let code = await driver.run(transfer, by: probe.deadline)
    phases.add(handle)
    note(transfer)
    if let failure = transfer.failure(code) { throw failure }
    guard follows, let redirection = transfer.answer?.redirection else { return nil }
    guard answer.redirects < Self.redirectLimit else {
      throw ProbeFailure(.redirects, "it redirects more than \(Self.redirectLimit) times")
    }
    let next = try hop.following(redirection)
    answer.redirects += 1
    return next
  }

  /// Looks up the hop's host, and has both checked.
  private mutating func address(of hop: HTTPHop) async throws(ProbeFailure) -> String {
    if heedsRules { try probe.tools.rules.check(host: hop.url.host, port: hop.url.port) }
    let start = ContinuousClock.now
    defer {
      let span = start.duration(to: .now)
      phases.add(resolving: span)
      if answer.lookupTime == nil { answer.lookupTime = span }
    }
    let address = try await probe.tools.resolver.address(
      of: hop.url.host, exchange.client.ip, by: probe.deadline, on: probe.loop)
    if answer.firstAddress == nil { answer.firstAddress = address }
    answer.address = address
    if heedsRules { try probe.tools.rules.check(address: address, port: hop.url.port) }
    return address
  }

  /// Takes over what a transfer brought.
  private mutating func note(_ transfer: HTTPTransfer) {
    answer.isTLS = false
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
