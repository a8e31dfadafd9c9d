internal import Shared

/// Lets so many requests in at once, and then one in each interval.
final class RateLimit: Sendable {
  struct Rule: Sendable, Equatable {
    let interval: Duration
    let burst: Int
  }

  private struct State {
    var rule: Rule
    /// When the last one is let in that can be; the bucket is as full as that is long ago.
    var next: ContinuousClock.Instant
  }

  private let state = Monitor<State?>(nil)

  init() {}

  /// Whether one more may come in. A rule that is not the last one's begins anew.
  func admits(_ rule: Rule?, at now: ContinuousClock.Instant = .now) -> Bool {
    guard let rule else { return true }
    return state.adjust { kept in
      let room = rule.interval * rule.burst
      var state = kept?.rule == rule ? kept : nil
      var next = max(state?.next ?? now - room, now - room)
      defer { kept = state }
      state = State(rule: rule, next: next)
      guard next + rule.interval <= now else { return false }
      next += rule.interval
      state?.next = next
      return true
    }
  }
}
