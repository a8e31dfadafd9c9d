import Shared

/// Probes as a visitor does: several requests, of which later ones use what earlier ones found.
struct JourneyProber: Prober {
  static let kind = "journey"

  let journey: Journey

  func run(_ probe: Probe) async throws(ProbeFailure) {
    try await run(probe) { exchange, probe in await probe.loop.http.perform(exchange, for: probe) }
  }

  /// - Parameter perform: Makes a request, by the deadline of the probe that it is given.
  func run(
    _ probe: Probe, by perform: @escaping (HTTPExchange, Probe) async -> HTTPAnswer
  ) async throws(ProbeFailure) {
    let run = try JourneyRun(journey, probe, perform)
    guard let alternation = journey.alternation else { return try await run.walk() }
    run.choice = try await begin(alternation, run.site, probe)
    defer { run.choice?.end() }
    try await run.walk()
  }

  /// Waits until no other run votes as the same voter.
  private func begin(
    _ alternation: Alternation, _ site: JourneySite, _ probe: Probe
  ) async throws(ProbeFailure) -> Alternation.Run {
    while true {
      if let run = alternation.begin(site.base) { return run }
      guard !probe.deadline.hasPassed else {
        throw ProbeFailure(
          .timeout, "another run of this journey to this target is still under way")
      }
      await probe.loop.sleep(until: min(probe.deadline, Deadline(in: .milliseconds(50))))
    }
  }
}
