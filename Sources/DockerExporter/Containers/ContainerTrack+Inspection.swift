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

    // The engine counts a restart when it decides on it, at the death.
    owedDeaths += max(0, ended - deaths)
    owedStarts += max(0, restarted - starts)
    if container.finishedAt ?? 0 > max(lastDeath, baseline) { owedDeaths = max(1, owedDeaths) }
    if container.startedAt ?? 0 > max(lastStart, baseline) { owedStarts = max(1, owedStarts) }
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
