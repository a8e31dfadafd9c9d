import Shared

/// A number as a file system writes it for people, with a letter for a power of 1024: `20.4G`.
enum HumanNumber {
  /// What the digits behind the point are.
  enum Fraction {
    /// Tenths, hundredths, …, as bcachefs has them.
    case decimal
    /// The rest in units of 1024, divided by 100, as bcache has it: it never is above 10, and `.10`
    /// is more than `.9`.
    case bcache
  }

  /// The number, or `nil` where the text is none.
  static func value(_ text: String, _ fraction: Fraction) -> Double? {
    var text = text[...]
    var factor = 1.0
    if let last = text.last, let power = powers[last] {
      text.removeLast()
      for _ in 0..<power { factor *= 1024 }
    }
    guard let number = Self.number(text, fraction) else { return nil }
    return (number * factor).rounded(.towardZero)
  }

  private static let powers: [Character: Int] = [
    "k": 1, "K": 1, "m": 2, "M": 2, "g": 3, "G": 3, "t": 4, "T": 4, "p": 5, "P": 5, "e": 6, "E": 6,
    "Z": 7, "Y": 8,
  ]

  private static func number(_ text: Substring, _ fraction: Fraction) -> Double? {
    let digits = text.drop { $0 == "-" || $0 == "+" }
    guard text.count - digits.count <= 1, digits.first?.isASCII == true,
      digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
      digits.count(where: { $0 == "." }) <= 1
    else { return nil }
    guard fraction == .bcache, let point = digits.firstIndex(of: ".") else { return Double(text) }
    guard let whole = Double(digits[..<point]),
      let rest = Double(digits[digits.index(after: point)...])
    else { return nil }
    return (text.first == "-" ? -1 : 1) * (whole + rest / 10.24)
  }
}

extension KernelFile {
  /// The number at the file's start, as it is written for people, or `nil` where there is none: see
  /// ``measured(noting:)``.
  func measured(_ fraction: HumanNumber.Fraction, noting losses: inout Losses) -> Double? {
    guard let file = try? read() else { return nil }
    var text = TextCursor(file.span)
    let field = text.field()
    if field.isEmpty { return nil }
    guard let value = HumanNumber.value(field, fraction) else {
      losses.note(malformed(ParseError(expected: "a number", found: field), in: ""))
      return nil
    }
    return value
  }
}
