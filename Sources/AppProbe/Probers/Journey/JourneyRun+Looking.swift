import Shared

extension JourneyRun {
  /// Takes out of a text what the step wants of it.
  ///
  /// - Throws: When it is not there, or numbers have not moved.
  func look(at text: [UInt8], _ step: JourneyStep) throws(ProbeFailure) {
    var found: [(name: String, value: String)] = []
    for capture in step.captures {
      found.append((capture.name, try capture.value(in: text, atMost: 4096)))
    }
    var now: ScoreChange.Scores = []
    for number in step.numbers {
      let text = try number.value(in: text, atMost: 20)
      guard let value = Int(text) else {
        throw ProbeFailure(.body, "what was found for '\(number.name)' is not a whole number")
      }
      now.append((number.name, value))
    }
    if let movement = step.movement { try compare(now, movement, step) }
    for (name, value) in found { values[name] = value }
    scores[step.name] = now
  }

  private func compare(
    _ now: ScoreChange.Scores, _ movement: JourneyStep.Movement, _ step: JourneyStep
  ) throws(ProbeFailure) {
    let before = scores[movement.since] ?? []
    let own = own[step.name] ?? []
    let text = Self.text(of: now)
    switch ScoreChange(from: before, to: now, own: own) {
    case nil:
      throw ProbeFailure(
        .count, "the numbers have not moved since step '\(movement.since)': \(text)")
    case .others?:
      sawOthers.insert(step.name)
      throw ProbeFailure(
        .count,
        "the numbers have moved since step '\(movement.since)', from \(Self.text(of: before)) to "
          + "\(text), but \(own.sorted().joined(separator: " or ")) has not gained")
    case let change?:
      noteChange(change, step)
    }
  }

  func noteChange(_ change: ScoreChange, _ step: JourneyStep) {
    isDoubtful = change == .others
    probe.report.set(
      .journeyStepChange, 1, [("step", step.name), ("change", change.rawValue)])
    probe.log.note(
      .info, "Numbers have moved", [("step", step.name), ("change", change.rawValue)])
  }

  private static func text(of scores: ScoreChange.Scores) -> String {
    scores.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
  }
}

extension JourneyStep.Extract {
  fileprivate func value(in text: [UInt8], atMost limit: Int) throws(ProbeFailure) -> String {
    guard let match = pattern.firstMatch(in: text) else {
      throw ProbeFailure(.body, "nothing was found for '\(name)'")
    }
    let value = match.captured(pattern.groupCount)
    guard value.count <= limit else {
      throw ProbeFailure(.body, "what was found for '\(name)' is longer than \(limit) bytes")
    }
    return String(decoding: value, as: UTF8.self)
  }
}
