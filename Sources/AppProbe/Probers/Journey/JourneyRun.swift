import Shared

/// One walk along a journey: where it is, and what it has found so far.
///
/// It belongs to one task.
final class JourneyRun {
  let journey: Journey
  let probe: Probe
  let perform: (HTTPExchange, Probe) async -> HTTPAnswer
  let site: JourneySite
  var choice: Alternation.Run?
  var cookies: HTTPCookies

  var values: [String: String]
  /// The numbers that steps read, by the step's name.
  var scores: [String: ScoreChange.Scores] = [:]
  /// The choices whose numbers a step expects to rise, by the step's name.
  var own: [String: Set<String>] = [:]
  /// Steps that saw numbers move, but not as they should.
  var sawOthers: Set<String> = []
  private var spans: [String: Duration] = [:]
  /// Whether numbers moved, but not by what this run did.
  var isDoubtful = false

  init(
    _ journey: Journey, _ probe: Probe,
    _ perform: @escaping (HTTPExchange, Probe) async -> HTTPAnswer
  ) throws(ProbeFailure) {
    self.journey = journey
    self.probe = probe
    self.perform = perform
    site = try JourneySite(probe.target)
    cookies = site.cookies(journey.cookies)
    var values = journey.variables
    for (name, secret) in journey.secrets { values[name] = try secret.reveal() }
    self.values = values
  }

  /// Takes step after step.
  func walk() async throws(ProbeFailure) {
    // A choice that may be the one of the last time, so that nothing can move, has half the time to
    // show that it was another. Then the next one must.
    var mayRepeat = choice.map { !$0.isCertain } ?? false
    var index = 0
    while index < journey.steps.count {
      let step = journey.steps[index]
      let isCasting = choice != nil && index == journey.castingStep
      if isCasting, let value = choice?.value {
        values[journey.alternation?.name ?? ""] = value
        choice?.use()
      }
      do throws(ProbeFailure) {
        let isHalved = mayRepeat && index > journey.castingStep && step.movement != nil
        try await take(step, isHalved: isHalved)
      } catch {
        guard mayRepeat, error.reason == .count, index > journey.castingStep else { throw error }
        probe.log.note(
          .info, "Nothing moved, perhaps as the choice was the last one; going back for the next",
          [("step", step.name)])
        mayRepeat = false
        index = journey.castingStep
        continue
      }
      if isCasting { choice?.advance() }
      index += 1
    }
    if !isDoubtful { choice?.confirm() }
  }

  private func take(_ step: JourneyStep, isHalved: Bool) async throws(ProbeFailure) {
    let labels = [("step", step.name)]
    var limit = min(step.limit ?? probe.deadline.remaining, probe.deadline.remaining)
    if isHalved { limit = limit / 2 }
    if let movement = step.movement {
      own[step.name, default: []].insert(movement.own.filled(with: values))
    }
    let start = ContinuousClock.now
    defer {
      spans[step.name, default: .zero] += start.duration(to: .now)
      probe.report.set(.journeyStepDuration, spans[step.name] ?? .zero, labels)
    }
    do throws(ProbeFailure) {
      try await repeatedly(step, by: Deadline(in: limit), isLast: !isHalved)
    } catch {
      probe.report.set(.journeyStepSuccess, 0, labels)
      throw ProbeFailure(error.reason, "step '\(step.name)': \(error.description)")
    }
    probe.report.set(.journeyStepSuccess, 1, labels)
    probe.log.note(.info, "Step succeeded", [("step", step.name)])
  }

  /// Tries a step until it succeeds, where it may be tried again.
  ///
  /// - Parameter isLast: Whether it must be content in the end with what there is.
  private func repeatedly(
    _ step: JourneyStep, by end: Deadline, isLast: Bool
  ) async throws(ProbeFailure) {
    var last: ProbeFailure?
    while true {
      do throws(ProbeFailure) {
        return try await attempt(step, by: end)
      } catch {
        // That the time is over says less than what was wrong until then.
        let failure = error.reason == .timeout ? last ?? error : error
        last = failure
        if let pause = step.pause, pause < end.remaining {
          await probe.loop.sleep(until: Deadline(in: pause))
          if !end.hasPassed { continue }
        }
        guard isLast, failure.reason == .count, sawOthers.contains(step.name),
          step.movement?.acceptsOthers == true
        else { throw failure }
        return noteChange(.others, step)
      }
    }
  }

  private func attempt(_ step: JourneyStep, by end: Deadline) async throws(ProbeFailure) {
    switch step.action {
    case .request(let request): try look(at: try await ask(request, by: end), step)
    case .events(let site, let name): try await follow(site, name, step, by: end)
    }
  }
}
