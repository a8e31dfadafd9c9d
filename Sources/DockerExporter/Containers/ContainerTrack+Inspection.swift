extension ContainerTrack {
  /// Compares what inspect says with what events have told.
  ///
  /// - Parameter baseline: When counting began, in seconds since 1970.
  /// - Returns: By how much the restarts have become more.
  mutating func compare(
    with container: Container, baseline: Double, at now: ContinuousClock.Instant
  ) -> Int {
    missingSince = nil
    let scheduled = container.restartCount
    let completed = container.state == .restarting ? max(0, scheduled - 1) : scheduled
    if restartCount == nil {
      // One that was made since then has made all its restarts since then.
      let isNew = container.createdAt.map { $0 > baseline } ?? false
      restartCount = isNew ? 0 : scheduled
      completedRestarts = isNew ? 0 : completed
    }
    let ended = Self.increase(from: restartCount ?? 0, to: scheduled)
    let restarted = Self.increase(from: completedRestarts, to: completed)
    restartCount = scheduled
    completedRestarts = completed

    let begin = container.startedAt ?? 0
    let isNewStart = begin > max(lastStart, owedStart, baseline)
    owedStarts += max(restarted - starts, isNewStart ? 1 : 0)
    if isNewStart { owedStart = begin }

    // The engine counts a restart when it decides on it, at the death: one that is not followed by
    // a restart comes on top.
    let end = container.finishedAt ?? 0
    let unseen = max(0, ended - deaths)
    let isNewEnd = end > max(lastDeath, owedEnd, baseline)
    owedDeaths += isNewEnd ? (container.isRunning ? max(unseen, 1) : unseen + 1) : unseen
    if isNewEnd { owedEnd = end }
    deaths = 0
    starts = 0
    if owedStarts > 0 || owedDeaths > 0 { owedSince = owedSince ?? now }
    return restarted
  }

  /// A start by hand begins the engine's count anew.
  private static func increase(from old: Int, to new: Int) -> Int {
    new >= old ? new - old : new
  }
}
