import Shared

// What upstream makes of the texts in an answer's cells.

/// A moment as the server writes it with `DateStyle` ISO: `2025-03-01 12:00:00.25+00`.
enum Timestamp {
  /// Seconds since 1970; a moment without a zone is in UTC, and a day is its beginning.
  static func seconds(_ text: String) -> Double? {
    var rest = text.utf8.span
    guard let year = digits(&rest, 4...6), take(&rest, "-"), let month = digits(&rest, 2...2),
      take(&rest, "-"), let day = digits(&rest, 2...2), (1...12).contains(month),
      (1...31).contains(day)
    else { return nil }
    let midnight = Double(days(year, month, day)) * 86_400
    if rest.isEmpty { return midnight }
    guard take(&rest, " "), let hours = digits(&rest, 2...2), take(&rest, ":"),
      let minutes = digits(&rest, 2...2), take(&rest, ":"), let seconds = digits(&rest, 2...2)
    else { return nil }
    var time = Double(hours * 3600 + minutes * 60 + seconds)
    if take(&rest, ".") {
      let count = rest.count
      guard let fraction = digits(&rest, 1...6) else { return nil }
      var scale = 1.0
      for _ in 0..<count - rest.count { scale *= 10 }
      time += Double(fraction) / scale
    }
    guard let zone = zone(&rest), rest.isEmpty else { return nil }
    return midnight + time - Double(zone)
  }

  private static func zone(_ rest: inout Span<UInt8>) -> Int? {
    if rest.isEmpty { return 0 }
    let isWest = take(&rest, "-")
    guard isWest || take(&rest, "+"), var seconds = digits(&rest, 2...2).map({ $0 * 3600 }) else {
      return nil
    }
    for unit in [60, 1] where take(&rest, ":") {
      guard let part = digits(&rest, 2...2) else { return nil }
      seconds += part * unit
    }
    return isWest ? -seconds : seconds
  }

  private static func take(_ rest: inout Span<UInt8>, _ mark: Unicode.Scalar) -> Bool {
    guard rest.count > 0, rest[0] == UInt8(ascii: mark) else { return false }
    rest = rest.extracting(droppingFirst: 1)
    return true
  }

  private static func digits(_ rest: inout Span<UInt8>, _ length: ClosedRange<Int>) -> Int? {
    var value = 0
    var count = 0
    while count < rest.count, count < length.upperBound, (0x30...0x39).contains(rest[count]) {
      value = value * 10 + Int(rest[count]) - 0x30
      count += 1
    }
    guard count >= length.lowerBound else { return nil }
    rest = rest.extracting(droppingFirst: count)
    return value
  }

  /// Days from 1970 in the Gregorian calendar.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    // Years that begin in March have their leap day at the end.
    let year = month < 3 ? year - 1 : year
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return 365 * year + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
  }
}

/// A duration as Go writes it: `1h2m3.5s`, `-250ms`.
enum GoDuration {
  static func milliseconds(_ text: String) -> Double? {
    var rest = text[...]
    let isNegative = rest.hasPrefix("-")
    if isNegative || rest.hasPrefix("+") { rest = rest.dropFirst() }
    if rest == "0" { return 0 }
    let units: [(name: String, milliseconds: Double)] = [
      ("ns", 1e-6), ("us", 1e-3), ("µs", 1e-3), ("μs", 1e-3), ("ms", 1), ("s", 1e3), ("m", 60e3),
      ("h", 3600e3),
    ]
    var sum = 0.0
    repeat {
      let number = rest.prefix { $0 == "." || ("0"..."9").contains($0) }
      rest = rest.dropFirst(number.count)
      let unit = rest.prefix { $0 != "." && !("0"..."9").contains($0) }
      rest = rest.dropFirst(unit.count)
      guard let count = Double(number), let scale = units.first(where: { $0.name == unit }) else {
        return nil
      }
      sum += count * scale.milliseconds
    } while !rest.isEmpty
    return isNegative ? -sum : sum
  }
}

/// An array of numbers as the server writes it: `{1,2.5,Infinity}`.
enum NumberArray {
  /// `nil` where it is no such array, or has a NULL in it.
  static func read(_ text: String) -> [Double]? {
    guard text.hasPrefix("{"), text.hasSuffix("}") else { return nil }
    let inside = text.dropFirst().dropLast()
    if inside.isEmpty { return [] }
    var numbers: [Double] = []
    for part in inside.split(separator: ",", omittingEmptySubsequences: false) {
      let isQuoted = part.count > 1 && part.hasPrefix("\"") && part.hasSuffix("\"")
      guard let number = Double(isQuoted ? part.dropFirst().dropLast() : part), !number.isNaN else {
        return nil
      }
      numbers.append(number)
    }
    return numbers
  }
}
