import Shared

/// Probes by a WebSocket, and a conversation over it if one is asked for.
///
/// Each pattern is for one message, which must match: a WebSocket has no lines.
struct WebSocketProber: Prober {
  static let kind = "websocket"

  var ip = IPPreference()
  var headers: [HTTPProber.Header] = []
  /// Who asks, and over which TLS.
  var client = HTTPClientOptions()
  var conversation: [QueryResponse] = []

  func run(_ probe: Probe) async throws(ProbeFailure) {
    probe.report.set(.webSocketStatusCode, 0)
    probe.report.set(.webSocketUpgraded, 0)
    if !conversation.isEmpty { probe.report.set(.webSocketFailedDueToRegex, 0) }
    let handshake = try handshake(probe)
    let resolved = try await probe.resolve(handshake.url.host, port: handshake.url.port, ip)
    probe.report.set(.webSocketDuration, resolved.span, [("phase", "resolve")])
    let connection = try await measure("connect", probe) { () async throws(ProbeFailure) in
      try await connect(to: resolved.address, handshake.url, probe)
    }
    let head = try await measure("processing", probe) { () async throws(ProbeFailure) in
      try await handshake.ask(connection)
    }
    probe.report.set(.webSocketStatusCode, head.status)
    probe.log.note(.info, "Received HTTP response", [("status_code", "\(head.status)")])
    try handshake.check(head)
    probe.report.set(.webSocketUpgraded, 1)
    let session = WebSocketSession(connection: connection)
    try await measure("transfer", probe) { () async throws(ProbeFailure) in
      for step in conversation { try await run(step, session, probe) }
    }
    // That it ends in peace is good manners, and no matter of the probe's.
    try? await session.send(WebSocketFrame(kind: .close, payload: [0x03, 0xE8]))
  }

  private func handshake(_ probe: Probe) throws(ProbeFailure) -> WebSocketHandshake {
    let url = try HTTPURL(Self.url(of: probe.target))
    var handshake = WebSocketHandshake(
      url: url, nonce: (0..<16).map { _ in UInt8.random(in: .min ... .max) })
    for header in headers {
      handshake.headers.append((header.name, Secret(try header.value.reveal())))
    }
    if let hostname = probe.hostname {
      handshake.headers.removeAll { $0.name.isEqualIgnoringCase("Host") }
      handshake.headers.append(("Host", Secret(hostname)))
    }
    let authorization =
      if let user = url.user {
        HTTPAuthorization(user: user, password: url.password ?? "")
      } else {
        try HTTPAuthorization(client)
      }
    if let authorization { handshake.headers.append(("Authorization", authorization.header)) }
    let texts = handshake.headers.flatMap { [$0.name, $0.value.revealed] }
    guard !texts.contains(where: { $0.utf8.contains { $0 == 0 || $0 == 10 || $0 == 13 } }) else {
      throw ProbeFailure(.configuration, "a header has a line break in it")
    }
    return handshake
  }

  private func connect(
    to address: HostAddress, _ url: HTTPURL, _ probe: Probe
  ) async throws(ProbeFailure) -> ProbeConnection {
    let connection = try await ProbeConnection.open(to: address, port: url.port, for: probe)
    probe.log.note(.info, "Successfully dialed", [("address", connection.name)])
    if url.isTLS {
      try await connection.startTLS(client.tls, host: probe.hostname ?? url.host, for: probe)
    }
    return connection
  }

  private func run(
    _ step: QueryResponse, _ session: WebSocketSession, _ probe: Probe
  ) async throws(ProbeFailure) {
    var payload = step.send.map { Array($0.utf8) } ?? []
    if let pattern = step.expect {
      let message = try await session.message()
      probe.log.note(
        .debug, "Read message",
        [("message", OneLine.of(String(decoding: message, as: UTF8.self)) { $0 })])
      guard let match = pattern.firstMatch(in: message) else {
        probe.report.set(.webSocketFailedDueToRegex, 1)
        throw ProbeFailure(
          .expect, OneLine.cut("the message does not match '\(pattern.text)'"))
      }
      payload = step.send.map { match.expand($0) } ?? []
      step.reportLabels(of: match, in: &probe.report)
    }
    if !payload.isEmpty { try await session.send(WebSocketFrame(kind: .text, payload: payload)) }
  }

  private func measure<Value>(
    _ phase: String, _ probe: Probe, _ work: () async throws(ProbeFailure) -> Value
  ) async throws(ProbeFailure) -> Value {
    let start = ContinuousClock.now
    let value = try await work()
    probe.report.set(.webSocketDuration, start.duration(to: .now), [("phase", phase)])
    return value
  }

  /// The same over HTTP, which a WebSocket begins as; a target without a scheme is one without TLS.
  private static func url(of target: String) -> String {
    let lowered = target.prefix(6).lowercased()
    if lowered.hasPrefix("ws://") { return "http" + target.dropFirst(2) }
    if lowered.hasPrefix("wss://") { return "https" + target.dropFirst(3) }
    return target.contains("://") ? target : "http://\(target)"
  }
}
