/// What a clock on the wall says: a day and a time of it, which may come twice in a year, or not at all.
package struct LocalTime: Comparable, Sendable {
  /// Seconds since 1970-01-01 00:00 on that clock.
  package let seconds: Int

  package init(seconds: Int) { self.seconds = seconds }

  package init(_ date: LocalDate, second: Int) { seconds = date.day * 86_400 + second }

  /// Reads `2026-12-01 12:00`.
  package init?(_ text: String) {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2, let date = LocalDate(parts[0]), let second = Self.second(parts[1])
    else { return nil }
    self.init(date, second: second)
  }

  package var date: LocalDate { LocalDate(day: LocalDate.floorDivide(seconds, 86_400)) }
  package var secondOfDay: Int { seconds - date.day * 86_400 }

  package static func < (left: Self, right: Self) -> Bool { left.seconds < right.seconds }

  /// The seconds of `10:00` in a day; `24:00` is its end.
  package static func second(_ text: some StringProtocol) -> Int? {
    guard let parts = LocalDate.numbers(text, separator: ":", widths: [2, 2]), parts[1] < 60,
      parts[0] < 24 || parts == [24, 0]
    else { return nil }
    return parts[0] * 3600 + parts[1] * 60
  }
}
