/// Moments as engines write them.
enum Timestamp {
  /// Seconds since 1970 of a text such as `2026-11-28T09:28:42.284352083Z` (RFC 3339); `nil` for
  /// what is none, and for the year 1, which stands for never.
  static func rfc3339(_ text: String) -> Double? {
    var rest = Array(text.utf8)[...]
    guard let seconds = date(&rest) else { return nil }
    var fraction = 0.0
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
      guard !digits.isEmpty, digits.count <= 18 else { return nil }
      fraction = digits.reversed().reduce(0.0) { ($0 + Double($1 - 0x30)) / 10 }
      rest = rest.dropFirst(1 + digits.count)
    }
    guard let offset = offset(rest) else { return nil }
    let result = Double(seconds - offset) + fraction
    return result > 0 ? result : nil
  }

  /// Seconds since 1970 of a text such as `Sat, 28 Nov 2026 09:28:26 GMT` (RFC 9110).
  static func http(_ text: String) -> Double? {
    let parts = text.split(separator: " ")
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    guard parts.count == 6, let month = months.firstIndex(of: String(parts[2])) else { return nil }
    let number = String(month + 1)
    let text = "\(parts[3])-\(number.count == 1 ? "0" : "")\(number)-\(parts[1])T\(parts[4])Z"
    return rfc3339(text)
  }

  /// Reads `2026-11-28T09:28:42`.
  private static func date(_ rest: inout ArraySlice<UInt8>) -> Int? {
    var values: [Int] = []
    for (digits, end) in [(4, "-"), (2, "-"), (2, "T"), (2, ":"), (2, ":"), (2, "")] {
      let text = rest.prefix(digits)
      guard text.count == digits, text.allSatisfy({ (0x30...0x39).contains($0) }) else {
        return nil
      }
      values.append(text.reduce(0) { $0 * 10 + Int($1 - 0x30) })
      rest = rest.dropFirst(digits)
      guard rest.starts(with: end.utf8) else { return nil }
      rest = rest.dropFirst(end.utf8.count)
    }
    guard (1...12).contains(values[1]), (1...31).contains(values[2]), values[3] < 24,
      values[4] < 60, values[5] <= 60
    else { return nil }
    let days = days(year: values[0], month: values[1], day: values[2])
    return days * 86_400 + values[3] * 3600 + values[4] * 60 + values[5]
  }

  /// Since 1 January 1970. Years are counted from March, so that the leap day is their last.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let year = month < 3 ? year - 1 : year
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return 365 * year + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
  }

  /// Seconds east of Greenwich, of `Z` or `+01:00`.
  private static func offset(_ rest: ArraySlice<UInt8>) -> Int? {
    if rest.elementsEqual("Z".utf8) { return 0 }
    let text = Array(rest)
    guard text.count == 6, text[3] == UInt8(ascii: ":"),
      text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
      let hours = Int(String(decoding: text[1...2], as: UTF8.self)),
      let minutes = Int(String(decoding: text[4...5], as: UTF8.self))
    else { return nil }
    return (text[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
  }
}
