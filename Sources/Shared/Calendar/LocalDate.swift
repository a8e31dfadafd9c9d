/// A day of the calendar, whatever time zone it is in.
package struct LocalDate: Hashable, Comparable, Sendable {
  /// Since 1970-01-01.
  package let day: Int

  package init(day: Int) { self.day = day }

  /// - Parameters:
  ///   - month: From 1.
  ///   - dayOfMonth: From 1.
  package init(year: Int, month: Int, dayOfMonth: Int) {
    // In years that begin in March the leap day is the last, and five months have 153 days.
    let marchYear = month > 2 ? year : year - 1
    let marchMonth = (month + 9) % 12
    let century = Self.floorDivide(marchYear, 100)
    let leapDays = Self.floorDivide(marchYear, 4) - century + Self.floorDivide(marchYear, 400)
    day = marchYear * 365 + leapDays + (marchMonth * 153 + 2) / 5 + dayOfMonth - 1 - Self.marchEpoch
  }

  /// From 0000-03-01 to 1970-01-01.
  private static let marchEpoch = 719_468

  /// Reads `2026-12-25`, of a day that exists.
  package init?(_ text: some StringProtocol) {
    guard let parts = Self.numbers(text, separator: "-", widths: [4, 2, 2]) else { return nil }
    self.init(year: parts[0], month: parts[1], dayOfMonth: parts[2])
    guard (1...12).contains(parts[1]), components == (parts[0], parts[1], parts[2]) else {
      return nil
    }
  }

  package var components: (year: Int, month: Int, dayOfMonth: Int) {
    let days = day + Self.marchEpoch
    let era = Self.floorDivide(days, 146_097)
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }

  /// From Monday, which is 0.
  package var weekday: Int {
    let remainder = (day + 3) % 7
    return remainder < 0 ? remainder + 7 : remainder
  }

  package static func < (left: Self, right: Self) -> Bool { left.day < right.day }

  package func adding(days: Int) -> LocalDate { LocalDate(day: day + days) }

  package static func floorDivide(_ number: Int, _ divisor: Int) -> Int {
    let quotient = number / divisor
    return number % divisor < 0 ? quotient - 1 : quotient
  }

  /// Numbers of exactly so many digits.
  package static func numbers(
    _ text: some StringProtocol, separator: Character, widths: [Int]
  ) -> [Int]? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count == widths.count else { return nil }
    var numbers: [Int] = []
    for (part, width) in zip(parts, widths) {
      guard part.utf8.count == width, part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let number = Int(part)
      else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}
