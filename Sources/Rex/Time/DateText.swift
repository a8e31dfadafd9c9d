import Shared

/// Dates and times as programs write them.
enum DateText {
  static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// `2026-11-23`
  static func iso(_ date: LocalDate) -> String {
    let (year, month, day) = date.components
    return "\(year)-\(two(month))-\(two(day))"
  }

  /// `10:07:12`
  static func clock(_ secondOfDay: Int) -> String {
    "\(two(secondOfDay / 3600)):\(two(secondOfDay / 60 % 60)):\(two(secondOfDay % 60))"
  }

  /// `2026-11-23T09:07:12Z`
  static func utc(_ moment: Double) -> String {
    let time = LocalTime(seconds: Int(moment.rounded(.down)))
    return "\(iso(time.date))T\(clock(time.secondOfDay))Z"
  }
}
