extension ContractCalendar {
  /// How a calendar stands at a moment.
  struct Status: Equatable, Sendable {
    let isOpen: Bool
    /// When it opens or closes next; `nil` when it does neither for more than a year.
    let nextEdge: Int?
    let period: Range<Int>
    /// Seconds open since the period began.
    let openSeconds: Int
    /// Seconds open in all of the period.
    let plannedSeconds: Int
  }

  func isOpen(at moment: Int) -> Bool { openings(within: moment..<moment + 1).duration > 0 }

  func status(at moment: Int) -> Status {
    let period = period(at: moment)
    let openings = openings(within: period)
    return Status(
      isOpen: openings.contains(moment), nextEdge: nextEdge(after: moment), period: period,
      openSeconds: openings.clamped(to: period.lowerBound..<max(period.lowerBound, moment))
        .duration,
      plannedSeconds: openings.duration)
  }

  private func nextEdge(after moment: Int) -> Int? {
    // Most are near; looking further costs as many days more.
    for days in [8, 64, 400] {
      let end = moment + days * 86_400
      let openings = openings(within: moment..<end)
      guard let next = openings.spans.first else { continue }
      if next.lowerBound > moment { return next.lowerBound }
      if next.upperBound < end { return next.upperBound }
    }
    return nil
  }
}
