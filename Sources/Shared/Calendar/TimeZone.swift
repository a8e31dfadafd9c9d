/// When clocks of a region are set to what.
package struct TimeZone: Sendable {
  package let name: String
  /// Moments at which clocks are set, in seconds since 1970, ascending.
  private let transitions: [Int]
  /// What they are ahead of UTC from each of them on, in seconds.
  private let offsets: [Int]
  /// Before the first of them.
  private let firstOffset: Int
  /// After the last of them; `nil` when nothing changes any more.
  private let rule: TimeZoneRule?

  package static let utc = TimeZone(
    name: "UTC", transitions: [], offsets: [], firstOffset: 0, rule: nil)

  init(
    name: String, transitions: [Int], offsets: [Int], firstOffset: Int, rule: TimeZoneRule?
  ) {
    self.name = name
    self.transitions = transitions
    self.offsets = offsets
    self.firstOffset = firstOffset
    self.rule = rule
  }

  /// What clocks are ahead of UTC at a moment, in seconds.
  package func offset(at moment: Int) -> Int {
    guard let last = transitions.last, moment < last else {
      return rule?.offset(at: moment) ?? offsets.last ?? firstOffset
    }
    // The first one that is yet to come.
    var (low, high) = (0, transitions.count)
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= moment { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? firstOffset : offsets[low - 1]
  }

  package func localTime(at moment: Int) -> LocalTime {
    LocalTime(seconds: moment + offset(at: moment))
  }

  /// Which moment is meant by a time that clocks show twice.
  package enum Occurrence: Sendable { case first, last }

  /// The moment at which clocks show a time. A time that they leap over is the moment of the leap.
  package func moment(of time: LocalTime, _ occurrence: Occurrence = .first) -> Int {
    // No clock is further from UTC, so the two are before and after a change that matters.
    let before = offset(at: time.seconds - 15 * 3600)
    let after = offset(at: time.seconds + 15 * 3600)
    let candidates = [time.seconds - before, time.seconds - after].filter {
      $0 + offset(at: $0) == time.seconds
    }
    switch occurrence {
    case .first: if let moment = candidates.min() { return moment }
    case .last: if let moment = candidates.max() { return moment }
    }
    var (low, high) = (time.seconds - after, time.seconds - before)
    while low < high {
      let middle = low + (high - low) / 2
      if offset(at: middle) == before { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
