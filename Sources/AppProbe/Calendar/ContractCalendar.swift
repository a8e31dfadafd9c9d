import Shared

/// When the contract counts: windows of the week in the time of a place, less holidays and
/// maintenance.
///
/// A window belongs to the day on which it begins; one whose end is not behind its beginning goes on
/// into the next day. Where clocks show a time twice, a window opens at the first and closes at the
/// second; where they leap over it, it does either at the leap. Midnight is the first moment of its
/// day.
struct ContractCalendar: Sendable {
  struct Window: Sendable {
    /// From Monday, which is 0.
    var days: Set<Int>
    /// Seconds of the day.
    var from: Int
    /// 86 400 for its end.
    var to: Int
  }

  /// Over what is counted up.
  enum Period: String, Sendable, CaseIterable { case day, week, month }

  let zone: TimeZone
  var period = Period.month
  var windows: [Window]
  /// Days without any contract hours from midnight to midnight.
  var holidays: Set<LocalDate> = []
  /// Such days of every year, by month and day.
  var yearlyHolidays: Set<[Int]> = []
  /// Announced stretches that do not count, from first to last, as clocks show them.
  var maintenance: [ClosedRange<LocalTime>] = []

  /// The windows that are open within limits, in seconds since 1970.
  func openings(within limits: Range<Int>) -> TimeSpans {
    // A window that began the day before may still be open.
    let first = zone.localTime(at: limits.lowerBound).date.day - 1
    let last = zone.localTime(at: limits.upperBound).date.day
    var open: [Range<Int>] = []
    var closed: [Range<Int>] = []
    for day in first...max(first, last) {
      let date = LocalDate(day: day)
      if isHoliday(date) { closed.append(start(of: date)..<start(of: date.adding(days: 1))) }
      for window in windows where window.days.contains(date.weekday) {
        let isOvernight = window.to <= window.from
        open.append(
          span(
            LocalTime(date, second: window.from),
            LocalTime(date, second: window.to + (isOvernight ? 86_400 : 0))))
      }
    }
    // Which ones matter is seen without asking what moments they are.
    let days =
      LocalTime(LocalDate(day: first), second: 0)...LocalTime(LocalDate(day: last + 2), second: 0)
    for stretch in maintenance where stretch.overlaps(days) {
      closed.append(span(stretch.lowerBound, stretch.upperBound))
    }
    return TimeSpans(open).clamped(to: limits).subtracting(TimeSpans(closed))
  }

  func start(of date: LocalDate) -> Int { zone.moment(of: LocalTime(date, second: 0)) }

  /// The period that a moment is in.
  func period(at moment: Int) -> Range<Int> {
    let today = zone.localTime(at: moment).date
    let (year, month, dayOfMonth) = today.components
    let first: LocalDate
    let next: LocalDate
    switch period {
    case .day:
      first = today
      next = today.adding(days: 1)
    case .week:
      first = today.adding(days: -today.weekday)
      next = first.adding(days: 7)
    case .month:
      first = today.adding(days: 1 - dayOfMonth)
      next = LocalDate(
        year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1, dayOfMonth: 1)
    }
    return start(of: first)..<start(of: next)
  }

  private func isHoliday(_ date: LocalDate) -> Bool {
    if holidays.contains(date) { return true }
    guard !yearlyHolidays.isEmpty else { return false }
    let (_, month, dayOfMonth) = date.components
    return yearlyHolidays.contains([month, dayOfMonth])
  }

  private func span(_ from: LocalTime, _ to: LocalTime) -> Range<Int> {
    let start = zone.moment(of: from, .first)
    let end = zone.moment(of: to, to.secondOfDay == 0 ? .first : .last)
    return start..<max(start, end)
  }
}
