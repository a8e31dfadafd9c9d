extension Span<UInt8> {
  /// The text as a number, if it is one to Prometheus: decimal, or Inf, Infinity with or without
  /// a sign and NaN in any case, but neither hexadecimal nor too large for a `Double`.
  var floatingPoint: Double? {
    if let integer = smallInteger { return integer }
    guard isDecimal else { return specialValue }
    let value = Double(String(copying: self))
    return value.flatMap { $0.isFinite ? $0 : nil }
  }

  /// Up to fifteen digits, which need no rounding.
  private var smallInteger: Double? {
    guard !isEmpty, count <= 15 else { return nil }
    var value: Int64 = 0
    for index in indices {
      let digit = self[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      value = value * 10 + Int64(digit)
    }
    return Double(value)
  }

  /// Digits with a sign, a point and an exponent as they like.
  private var isDecimal: Bool {
    var index = 0
    func takeSign() {
      if index < count, self[index] == UInt8(ascii: "+") || self[index] == UInt8(ascii: "-") {
        index += 1
      }
    }
    func takeDigits() -> Int {
      let start = index
      while index < count, self[index] &- UInt8(ascii: "0") < 10 { index += 1 }
      return index - start
    }
    takeSign()
    var digits = takeDigits()
    if index < count, self[index] == UInt8(ascii: ".") {
      index += 1
      digits += takeDigits()
    }
    guard digits > 0 else { return false }
    if index < count, self[index] | 0x20 == UInt8(ascii: "e") {
      index += 1
      takeSign()
      guard takeDigits() > 0 else { return false }
    }
    return index == count
  }

  private var specialValue: Double? {
    switch String(copying: self).lowercased() {
    case "nan": .nan
    case "inf", "+inf", "infinity", "+infinity": .infinity
    case "-inf", "-infinity": -.infinity
    default: nil
    }
  }
}
