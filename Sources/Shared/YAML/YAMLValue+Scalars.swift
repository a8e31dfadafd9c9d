package import Shared

extension YAMLValue {
  private func scalar(_ what: String) throws(YAMLError) -> YAMLScalar {
    guard case .scalar(let scalar) = node.content, !scalar.isNull else { throw expected(what) }
    return scalar
  }

  /// Text that stands for something, which it does not when it is in quotes.
  private func plain(_ what: String) throws(YAMLError) -> String {
    let scalar = try scalar(what)
    guard scalar.isPlain else {
      throw error("expected \(what), found text in quotes: leave the quotes away")
    }
    return scalar.text
  }

  private func isNot(_ what: String, _ text: String) -> YAMLError {
    error("\(YAMLError.quote(text)) is not \(what)")
  }

  /// Text, with or without quotes: `12` and `yes` are text as well where text is asked for.
  package func string() throws(YAMLError) -> String { try scalar("text").text }

  /// Text that `read` makes something of; what `read` throws becomes the reason of an error here.
  package func string<Result>(_ read: (String) throws -> Result) throws(YAMLError) -> Result {
    let text = try string()
    do {
      return try read(text)
    } catch let error as YAMLError {
      throw error
    } catch {
      throw self.error("\(error)")
    }
  }

  /// Text that is in no error and no log.
  package func secret() throws(YAMLError) -> Secret { Secret(try string()) }

  /// `true` or `false`, `yes` or `no`, `on` or `off`.
  package func bool() throws(YAMLError) -> Bool {
    let text = try plain("true or false")
    let isCapital = text.utf8.dropFirst().contains { $0 < 0x61 }
    // In small letters, capitals or with one capital, as YAML 1.1 has them.
    if isCapital, text != text.uppercased() { throw isNot("true or false", text) }
    switch text.lowercased() {
    case "true", "yes", "on", "y": return true
    case "false", "no", "off", "n": return false
    default: throw isNot("true or false", text)
    }
  }

  /// A whole number, also `1_000`, `0x1f`, `0b11`, `017` (octal) and `1e3`.
  package func int(in range: ClosedRange<Int> = Int.min...Int.max) throws(YAMLError) -> Int {
    let text = try plain("a whole number")
    guard let number = YAMLNumber.int(text) else { throw isNot("a whole number", text) }
    guard number >= range.lowerBound else {
      throw error("\(number) is less than \(range.lowerBound)")
    }
    guard number <= range.upperBound else {
      throw error("\(number) is more than \(range.upperBound)")
    }
    return number
  }

  /// A number, also `.inf` and `.nan`.
  package func double() throws(YAMLError) -> Double {
    let text = try plain("a number")
    guard let number = YAMLNumber.double(text) else { throw isNot("a number", text) }
    return number
  }

  /// A duration in the spelling of Go and Prometheus: `1m30s`, `500ms`, `1d`, and `0`.
  package func duration() throws(YAMLError) -> Duration {
    try string { $0 == "0" ? .zero : try Duration(flag: $0) }
  }

  /// One of the values of an enumeration, spelled exactly so.
  package func choice<Choice>(
    _ type: Choice.Type = Choice.self
  ) throws(YAMLError) -> Choice where Choice: CaseIterable & RawRepresentable<String> {
    let text = try string()
    guard let choice = Choice(rawValue: text) else {
      throw isNot("one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))", text)
    }
    return choice
  }
}

/// Numbers as YAML 1.1 spells them.
enum YAMLNumber {
  static func int(_ text: String) -> Int? {
    let digits = text.filter { $0 != "_" }
    let isNegative = digits.hasPrefix("-")
    let magnitude = isNegative || digits.hasPrefix("+") ? digits.dropFirst() : digits[...]
    guard let first = magnitude.utf8.first, (0x30...0x39).contains(first) else {
      return wholeDouble(digits)
    }
    var radix = 10
    var rest = magnitude
    for (prefix, base) in [("0x", 16), ("0b", 2), ("0o", 8)] where magnitude.hasPrefix(prefix) {
      radix = base
      rest = magnitude.dropFirst(2)
    }
    if radix == 10, magnitude.utf8.count > 1, first == 0x30 { radix = 8 }
    guard rest.utf8.allSatisfy({ $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }) else {
      return wholeDouble(digits)
    }
    return Int((isNegative ? "-" : "") + rest, radix: radix) ?? wholeDouble(digits)
  }

  /// `1e3` and `5.0`, but not the digits of a number that is too large.
  private static func wholeDouble(_ text: String) -> Int? {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") })
    else { return nil }
    return decimal(text).flatMap(Int.init(exactly:))
  }

  static func double(_ text: String) -> Double? {
    switch text.lowercased() {
    case ".inf", "+.inf": return .infinity
    case "-.inf": return -.infinity
    case ".nan": return .nan
    default: return int(text).map(Double.init) ?? decimal(text.filter { $0 != "_" })
    }
  }

  /// Neither hexadecimal nor words, which `Double` reads too.
  private static func decimal(_ text: String) -> Double? {
    guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }), let value = Double(text)
    else { return nil }
    return value.isFinite ? value : nil
  }
}
