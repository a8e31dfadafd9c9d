/// What is remembered of one container, to count each of its starts and deaths once.
///
/// A start or a death is told by an event, or only by what inspect says after it. Inspect may say it
/// before the event does, so that what it shows is at first only owed: an event pays for it, or it
/// is counted after a while without.
struct ContainerTrack {
  /// Times of what has been counted, in seconds since 1970.
  var lastStart = 0.0
  var lastDeath = 0.0
  /// Whether those were counted without their events, which may still come.
  var isStartInferred = false
  var isDeathInferred = false

  // Of the life that goes on.
  var wasAskedToDie = false
  var oomAt: Double?
  /// Whether the kernel's log has told of a kill.
  var hasKernelsWord = false

  /// The engine's count of restarts, as it was last seen; `nil` before it was.
  var restartCount: Int?
  /// The same without one that is still to come.
  var completedRestarts = 0
  /// Events since then.
  var starts = 0
  var deaths = 0

  /// What inspect has shown and no event has told.
  var owedStarts = 0
  var owedDeaths = 0
  /// The last of them, in seconds since 1970.
  var owedStart = 0.0
  var owedEnd = 0.0
  var owedSince: ContinuousClock.Instant?
  var missingSince: ContinuousClock.Instant?

  /// Whether a death for want of memory was counted for whose event the engine may be late.
  var mayHearOfOOM = false
  var healthChange: (status: String, time: Double)?

  /// - Returns: Whether the event tells something new.
  mutating func started(at time: Double) -> Bool {
    if isStartInferred, time <= lastStart + Self.tolerance { return false }
    isStartInferred = false
    lastStart = max(lastStart, time)
    mayHearOfOOM = false
    if owedStarts > 0 { owedStarts -= 1 } else { starts += 1 }
    forgetDebts()
    return true
  }

  mutating func died(at time: Double) -> Bool {
    if isDeathInferred, time <= lastDeath + Self.tolerance { return false }
    isDeathInferred = false
    lastDeath = max(lastDeath, time)
    if owedDeaths > 0 { owedDeaths -= 1 } else { deaths += 1 }
    forgetDebts()
    return true
  }

  mutating func forgetDebts() {
    if owedStarts == 0, owedDeaths == 0 { owedSince = nil }
  }

  /// How much later than what it tells of an event may be, in seconds.
  private static let tolerance = 2.0
}
