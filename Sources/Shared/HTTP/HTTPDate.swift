/// A date as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
struct HTTPDate {
  let text: [UInt8]

  /// - Parameter seconds: Seconds since 1970, not negative.
  init(secondsSince1970 seconds: Int) {
    let days = seconds / 86_400
    let (year, month, day) = Self.civil(days: days)
    let time = seconds % 86_400
    var text: [UInt8] = []
    text.reserveCapacity(29)
    text.append(contentsOf: Self.weekdays[days % 7].utf8)
    text.append(contentsOf: ", ".utf8)
    text.append(twoDigits: day)
    text.append(.space)
    text.append(contentsOf: Self.months[month - 1].utf8)
    text.append(.space)
    text.append(twoDigits: year / 100)
    text.append(twoDigits: year % 100)
    text.append(.space)
    text.append(twoDigits: time / 3600)
    text.append(UInt8(ascii: ":"))
    text.append(twoDigits: time / 60 % 60)
    text.append(UInt8(ascii: ":"))
    text.append(twoDigits: time % 60)
    text.append(contentsOf: " GMT".utf8)
    self.text = text
  }

  /// 1 January 1970 was a Thursday.
  private static let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The date in the Gregorian calendar, counted in years that start in March, so that the leap
  /// day is the last one, and in eras of 400 years, which all have the same number of days.
  private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let sinceMarchOfYear0 = days + 719_468
    let era = sinceMarchOfYear0 / 146_097
    let dayOfEra = sinceMarchOfYear0 % 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
  }
}

extension [UInt8] {
  fileprivate mutating func append(twoDigits number: Int) {
    append(UInt8(ascii: "0") + UInt8(number / 10))
    append(UInt8(ascii: "0") + UInt8(number % 10))
  }
}
