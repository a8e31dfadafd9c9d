/// Reads the parts of a ``TimeZoneRule`` one after the other.
struct TimeZoneRuleReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: Span<UInt8>) {
    var bytes: [UInt8] = []
    bytes.append(text)
    self.bytes = bytes
  }

  var isAtEnd: Bool { position == bytes.count }
  var next: UInt8? { isAtEnd ? nil : bytes[position] }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// `CET`, `<+03>`.
  mutating func skipName() -> Bool {
    let start = position
    if skip("<") {
      while let byte = next, byte != UInt8(ascii: ">") { position += 1 }
      return skip(">") && position - start > 3
    }
    while let byte = next, (0x41...0x5A).contains(byte & 0xDF) { position += 1 }
    return position - start >= 3
  }

  /// `-1`, `5:30`, `167:59:59`, in seconds.
  mutating func time() -> Int? {
    let isNegative = skip("-")
    if !isNegative { _ = skip("+") }
    guard let hours = number(in: 0...167) else { return nil }
    var seconds = hours * 3600
    for unit in [60, 1] where skip(":") {
      guard let count = number(in: 0...59) else { return nil }
      seconds += count * unit
    }
    return isNegative ? -seconds : seconds
  }

  /// `M10.5.0/3`, `J60`, `59/24`.
  mutating func day() -> TimeZoneRule.Day? {
    let kind: TimeZoneRule.Day.Kind
    if skip("M") {
      guard let month = number(in: 1...12), skip("."), let week = number(in: 1...5), skip("."),
        let weekday = number(in: 0...6)
      else { return nil }
      kind = .week(month: month, week: week, weekday: weekday)
    } else if skip("J") {
      guard let day = number(in: 1...365) else { return nil }
      kind = .julian(day)
    } else {
      guard let day = number(in: 0...365) else { return nil }
      kind = .ordinal(day)
    }
    guard skip("/") else { return TimeZoneRule.Day(kind: kind) }
    return time().map { TimeZoneRule.Day(kind: kind, second: $0) }
  }

  private mutating func number(in range: ClosedRange<Int>) -> Int? {
    let start = position
    var number = 0
    while let byte = next, (0x30...0x39).contains(byte), position - start < 4 {
      number = number * 10 + Int(byte - 0x30)
      position += 1
    }
    return position > start && range.contains(number) ? number : nil
  }
}
