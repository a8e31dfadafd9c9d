import Shared

/// A moment that somebody wrote down: RFC 3339, a local time, or `now`.
enum Moment {
  /// Reads `2026-11-23T10:07:12+01:00`, `2026-11-23T09:07:12Z`; without an offset it is a time of the zone.
  static func read(_ text: String, zone: TimeZone, now: Double) throws(Complaint) -> Double {
    if text == "now" { return now }
    guard let moment = parse(text, zone) else {
      throw Complaint(
        "'\(OneLine.cut(text))' is no time such as 2026-11-23T10:07:12+01:00 (RFC 3339), 2026-11-23T10:07 or now"
      )
    }
    return moment
  }

  private static func parse(_ text: String, _ zone: TimeZone) -> Double? {
    guard text.utf8.count >= 16, text.utf8.allSatisfy({ $0 < 0x80 }),
      let date = LocalDate(text.prefix(10)), "Tt ".contains(text.dropFirst(10).prefix(1))
    else { return nil }
    var rest = text.dropFirst(11)
    guard let minutes = LocalTime.second(rest.prefix(5)), minutes < 86_400 else { return nil }
    rest = rest.dropFirst(5)
    var seconds = 0.0
    if rest.hasPrefix(":") {
      let number = rest.dropFirst().prefix { $0.isNumber || $0 == "." }
      guard number.prefix(2).count == 2, number.dropFirst(2).first ?? "." == ".",
        let value = Double(number), value < 61
      else { return nil }
      seconds = value
      rest = rest.dropFirst(1 + number.count)
    }
    let local = LocalTime(date, second: minutes)
    if rest.isEmpty { return Double(zone.moment(of: local)) + seconds }
    if rest == "Z" || rest == "z" { return Double(local.seconds) + seconds }
    guard let sign = rest.first, sign == "+" || sign == "-",
      let offset = LocalTime.second(rest.dropFirst())
    else { return nil }
    return Double(local.seconds - (sign == "-" ? -offset : offset)) + seconds
  }
}
