/// When clocks are set in each year: the TZ variable of POSIX, with which a zone's file ends, as in
/// `CET-1CEST,M3.5.0,M10.5.0/3`.
struct TimeZoneRule: Sendable, Equatable {
  /// A day of every year, and the second of it, which may be on a day before or behind.
  struct Day: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
      /// From 1, without the leap day.
      case julian(Int)
      /// From 0, with it.
      case ordinal(Int)
      /// Day of the week from Sunday, which is 0; the fifth week means the last.
      case week(month: Int, week: Int, weekday: Int)
    }

    let kind: Kind
    var second = 7200

    /// On the clock that is in force until then.
    func seconds(in year: Int) -> Int { date(in: year).day * 86_400 + second }

    private func date(in year: Int) -> LocalDate {
      let start = LocalDate(year: year, month: 1, dayOfMonth: 1)
      switch kind {
      case .ordinal(let day): return start.adding(days: day)
      case .julian(let day):
        let march = LocalDate(year: year, month: 3, dayOfMonth: 1)
        return day < 60 ? start.adding(days: day - 1) : march.adding(days: day - 60)
      case .week(let month, let week, let weekday):
        let first = LocalDate(year: year, month: month, dayOfMonth: 1)
        // Theirs begins on Sunday.
        let ahead = (weekday + 6 - first.weekday + 7) % 7
        let date = first.adding(days: ahead + (week - 1) * 7)
        return date.components.month == month ? date : date.adding(days: -7)
      }
    }
  }

  struct Summer: Sendable, Equatable {
    let offset: Int
    let start: Day
    let end: Day
  }

  /// Ahead of UTC, in seconds.
  let offset: Int
  let summer: Summer?

  func offset(at moment: Int) -> Int {
    guard let summer else { return offset }
    let year = LocalTime(seconds: moment + offset).date.components.year
    let start = summer.start.seconds(in: year) - offset
    let end = summer.end.seconds(in: year) - summer.offset
    let isSummer = start < end ? start <= moment && moment < end : moment < end || start <= moment
    return isSummer ? summer.offset : offset
  }
}

extension TimeZoneRule {
  init?(_ text: Span<UInt8>) {
    var reader = TimeZoneRuleReader(text)
    guard reader.skipName(), let west = reader.time() else { return nil }
    offset = -west
    guard !reader.isAtEnd else {
      summer = nil
      return
    }
    guard reader.skipName() else { return nil }
    var summerOffset = offset + 3600
    if !reader.isAtEnd, reader.next != UInt8(ascii: ",") {
      guard let west = reader.time() else { return nil }
      summerOffset = -west
    }
    guard reader.skip(","), let start = reader.day(), reader.skip(","), let end = reader.day(),
      reader.isAtEnd
    else { return nil }
    summer = Summer(offset: summerOffset, start: start, end: end)
  }
}
