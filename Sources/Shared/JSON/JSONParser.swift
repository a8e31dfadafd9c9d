extension JSON {
  /// How deep values may lie in each other: whoever writes the text must not choose our stack.
  private static let depthLimit = 256

  /// Reads a whole text.
  package init(parsing text: Span<UInt8>) throws(JSONError) {
    var parser = JSONParser(text, depthLimit: Self.depthLimit)
    self = try parser.parse()
  }

  package init(parsing text: [UInt8]) throws(JSONError) { try self.init(parsing: text.span) }
}

/// Reads one text from its beginning to its end.
private struct JSONParser: ~Escapable {
  private let text: Span<UInt8>
  private var position = 0
  private var depth = 0
  private let depthLimit: Int

  @_lifetime(copy text)
  init(_ text: Span<UInt8>, depthLimit: Int) {
    self.text = text
    self.depthLimit = depthLimit
  }

  mutating func parse() throws(JSONError) -> JSON {
    let value = try value()
    skipBlanks()
    guard position == text.count else { throw error("there is more behind its end") }
    return value
  }

  private func error(_ reason: String) -> JSONError { JSONError(reason: reason, offset: position) }

  private var next: UInt8? { position < text.count ? text[position] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D {
      position += 1
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value() throws(JSONError) -> JSON {
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.object() }
    case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw error("it ends where a value should be")
    default: return .number(try number())
    }
  }

  private mutating func nested(
    _ read: (inout JSONParser) throws(JSONError) -> JSON
  ) throws(JSONError) -> JSON {
    depth += 1
    guard depth <= depthLimit else { throw error("values lie deeper than \(depthLimit)") }
    position += 1
    let value = try read(&self)
    depth -= 1
    return value
  }

  private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
    for index in 0..<word.utf8CodeUnitCount {
      guard unsafe next == word.utf8Start[index] else { throw error("no such word") }
      position += 1
    }
    return value
  }

  private mutating func object() throws(JSONError) -> JSON {
    var members: [String: JSON] = [:]
    skipBlanks()
    if take("}") { return .object(members) }
    while true {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw error("a member has no name") }
      let name = try string()
      skipBlanks()
      guard take(":") else { throw error("a member has no colon") }
      members[name] = try value()
      skipBlanks()
      if take("}") { return .object(members) }
      guard take(",") else { throw error("an object does not end") }
    }
  }

  private mutating func array() throws(JSONError) -> JSON {
    var values: [JSON] = []
    skipBlanks()
    if take("]") { return .array(values) }
    while true {
      values.append(try value())
      skipBlanks()
      if take("]") { return .array(values) }
      guard take(",") else { throw error("an array does not end") }
    }
  }

  private mutating func number() throws(JSONError) -> Double {
    let start = position
    _ = take("-")
    let leading = next
    guard try digits() == 1 || leading != UInt8(ascii: "0") else {
      throw error("a number begins with 0")
    }
    if take(".") { _ = try digits() }
    if take("e") || take("E") {
      if !take("-") { _ = take("+") }
      _ = try digits()
    }
    // One too large for a double is infinite, which no JSON text can say.
    guard let value = Double(String(copying: text.extracting(start..<position))), value.isFinite
    else { throw error("a number is too large") }
    return value
  }

  private mutating func digits() throws(JSONError) -> Int {
    let start = position
    while let byte = next, (0x30...0x39).contains(byte) { position += 1 }
    guard position > start else { throw error("no value") }
    return position - start
  }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    var bytes: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: bytes, as: UTF8.self) else {
          throw error("a string is not UTF-8")
        }
        return string
      case UInt8(ascii: "\\"): try escape(into: &bytes)
      case 0..<0x20: throw error("a string holds a control character")
      default: bytes.append(byte)
      }
    }
    throw error("a string does not end")
  }

  private mutating func escape(into bytes: inout [UInt8]) throws(JSONError) {
    guard let byte = next else { throw error("a string does not end") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(byte)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"): bytes.append(contentsOf: Array(String(try scalar()).utf8))
    default: throw error("no such escape")
    }
  }

  /// A code point, of which those beyond the first plane are written as two halves.
  private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
    let first = try unit()
    var code = UInt32(first)
    if (0xD800..<0xDC00).contains(first) {
      guard take("\\"), take("u") else { return "\u{FFFD}" }
      let second = try unit()
      guard (0xDC00..<0xE000).contains(second) else { return "\u{FFFD}" }
      code = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
    }
    // A half alone is no character, but other readers take it too.
    return Unicode.Scalar(code) ?? "\u{FFFD}"
  }

  private mutating func unit() throws(JSONError) -> UInt16 {
    guard position + 4 <= text.count else { throw error("an escape does not end") }
    var unit: UInt16 = 0
    for _ in 0..<4 {
      let byte = text[position]
      switch byte {
      case 0x30...0x39: unit = unit << 4 | UInt16(byte - 0x30)
      case 0x41...0x46, 0x61...0x66: unit = unit << 4 | UInt16(byte & 0x0F + 9)
      default: throw error("an escape is not hexadecimal")
      }
      position += 1
    }
    return unit
  }
}
