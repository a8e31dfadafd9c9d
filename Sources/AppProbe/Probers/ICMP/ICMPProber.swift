import Shared

/// Probes by an echo request.
struct ICMPProber: Prober {
  static let kind = "icmp"

  var ip = IPPreference()
  var sourceAddress: String?
  /// Bytes; 0 for the usual size.
  var payloadSize = 0
  var forbidsFragments = false
  /// Hops at most, 0 for the system's own.
  var hopLimit = 0

  func run(_ probe: Probe) async throws(ProbeFailure) {
    let resolved = try await probe.resolve(probe.target, port: 0, ip)
    let address = resolved.address
    report(resolved.span, "resolve", probe)

    let start = ContinuousClock.now
    let socket = try EchoSocket(to: address, from: sourceAddress)
    try socket.set(hopLimit: hopLimit, forbidsFragments: forbidsFragments)
    let message = EchoMessage(
      address.version, payloadSize: payloadSize > 0 ? payloadSize : EchoMessage.usualPayloadSize)
    let sent = ContinuousClock.now
    report(start.duration(to: sent), "setup", probe)
    probe.log.note(
      .info, "Sending echo request",
      [("address", address.text), ("socket", socket.isRaw ? "raw" : "unprivileged")])
    try socket.send(message)

    // A raw socket hears what is for others, too, and may always have something to read.
    while try await probe.loop.isReady(socket.descriptor.rawValue, .read, by: probe.deadline),
      !probe.deadline.hasPassed
    {
      guard let received = try socket.receive() else { continue }
      guard message.isAnswered(by: received.message, checksID: socket.isRaw) else { continue }
      report(sent.duration(to: .now), "rtt", probe)
      if let hopLimit = received.hopLimit { probe.report.set(.icmpHopLimit, hopLimit) }
      probe.log.note(.info, "Found matching reply packet")
      return
    }
    throw .late("echo request to \(address.text)")
  }

  private func report(_ span: Duration, _ phase: String, _ probe: Probe) {
    probe.report.set(.icmpDuration, span, [("phase", phase)])
  }
}
