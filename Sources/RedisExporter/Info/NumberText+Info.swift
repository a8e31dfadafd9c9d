import Shared

extension NumberText {
  /// A value of `INFO`: a number, or one of the words for yes and no.
  init?(info text: Span<UInt8>) {
    if let first = text.isEmpty ? nil : text[0], first > UInt8(ascii: "9") {
      if text.equals("ok") || text.equals("true") {
        self.init([UInt8(ascii: "1")].span)
        return
      }
      if text.equals("err") || text.equals("fail") || text.equals("false") {
        self.init([UInt8(ascii: "0")].span)
        return
      }
    }
    self.init(text)
  }

  /// A decimal number that is divided by a power of ten, whose digits only move.
  ///
  /// - Parameter places: By how many places the point moves: 6 from microseconds to seconds.
  init?(_ text: Span<UInt8>, dividedByTenToThe places: Int) {
    guard text.count > 0, text.count + places + 2 <= 30, Self.isDigits(text) else {
      guard let value = Double(String(copying: text)) else { return nil }
      var divisor = 1.0
      for _ in 0..<places { divisor *= 10 }
      self.init("\(value / divisor)".utf8.span)
      return
    }
    var digits = [UInt8](repeating: UInt8(ascii: "0"), count: max(0, places + 1 - text.count))
    digits.append(text)
    digits.insert(UInt8(ascii: "."), at: digits.count - places)
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    if digits.last == UInt8(ascii: ".") { digits.removeLast() }
    var start = 0
    while start + 1 < digits.count, digits[start] == UInt8(ascii: "0"),
      digits[start + 1] != UInt8(ascii: ".")
    { start += 1 }
    self.init(digits.span.extracting(start..<digits.count))
  }

  /// An integer, or a string that is a number.
  init?(_ reply: Reply) {
    if reply.kind == .integer, let integer = reply.integer {
      self.init("\(integer)".utf8.span)
    } else {
      self.init(info: reply.bytes)
    }
  }

  private static func isDigits(_ text: Span<UInt8>) -> Bool {
    for index in text.indices where text[index] &- UInt8(ascii: "0") > 9 { return false }
    return true
  }
}
