/// A forward-only reader over borrowed text, such as a file in `/proc`.
///
/// Lines, fields and numbers are read in place; only what is asked for as a `String` is copied.
///
///     var text = TextCursor(file.span)
///     while var line = text.nextLine() {
///       let key = line.field(upTo: ":")
///       let value = try line.integer()
///     }
package struct TextCursor: ~Escapable {
  private var rest: Span<UInt8>

  @_lifetime(copy bytes)
  package init(_ bytes: Span<UInt8>) {
    rest = bytes
  }

  package var isAtEnd: Bool { rest.isEmpty }

  /// What was not taken yet.
  package var bytes: Span<UInt8> {
    @_lifetime(copy self)
    get { rest }
  }
}

// MARK: - Slices

extension TextCursor {
  /// Takes the next line, without its newline, or `nil` at the end of the text.
  @_lifetime(copy self)
  package mutating func nextLine() -> TextCursor? {
    guard !rest.isEmpty else { return nil }
    return TextCursor(take(through: UInt8(ascii: "\n")))
  }

  /// Takes everything up to `delimiter`, which is dropped. Leading blanks are skipped.
  package mutating func field(upTo delimiter: Unicode.Scalar) -> String {
    skipBlanks()
    return String(copying: take(through: UInt8(ascii: delimiter)))
  }

  /// Takes everything up to `delimiter`, which is dropped, in place. Leading blanks are skipped.
  @_lifetime(copy self)
  package mutating func slice(upTo delimiter: Unicode.Scalar) -> TextCursor {
    skipBlanks()
    return TextCursor(take(through: UInt8(ascii: delimiter)))
  }

  /// Takes the next run of non-blank bytes.
  package mutating func field() -> String {
    String(copying: takeField())
  }

  /// Takes the next run of non-blank bytes in place.
  @_lifetime(copy self)
  package mutating func slice() -> TextCursor {
    TextCursor(takeField())
  }

  /// Skips `count` fields.
  package mutating func skip(fields count: Int = 1) {
    for _ in 0..<count { _ = takeField() }
  }

  /// Everything that is left, without the blanks and newlines at both ends.
  package mutating func remainder() -> String {
    var end = rest.count
    while end > 0, Self.isBlank(rest[end - 1]) || rest[end - 1] == UInt8(ascii: "\n") { end -= 1 }
    var field = rest.extracting(first: end)
    while !field.isEmpty, Self.isBlank(field[0]) || field[0] == UInt8(ascii: "\n") {
      field = field.extracting(droppingFirst: 1)
    }
    rest = rest.extracting(droppingFirst: rest.count)
    return String(copying: field)
  }

  /// Whether the text starts with `prefix`, which is taken if so.
  package mutating func take(prefix: StaticString) -> Bool {
    let count = prefix.utf8CodeUnitCount
    guard rest.count >= count else { return false }
    for index in 0..<count where unsafe rest[index] != prefix.utf8Start[index] { return false }
    rest = rest.extracting(droppingFirst: count)
    return true
  }

  /// Whether what is left is exactly `text`.
  package func equals(_ text: StaticString) -> Bool {
    guard rest.count == text.utf8CodeUnitCount else { return false }
    for index in rest.indices where unsafe rest[index] != text.utf8Start[index] { return false }
    return true
  }

  /// Whether what is left is exactly `bytes`.
  package func equals(_ bytes: Span<UInt8>) -> Bool {
    guard rest.count == bytes.count else { return false }
    for index in bytes.indices where rest[index] != bytes[index] { return false }
    return true
  }

  /// What is left, as a string.
  package var string: String { String(copying: rest) }
}

// MARK: - Numbers

extension TextCursor {
  /// Takes the next field as an unsigned decimal integer.
  package mutating func integer() throws(ParseError) -> UInt64 {
    let field = takeField()
    guard let value = Self.integer(in: field, radix: 10) else {
      throw ParseError(expected: "an integer", found: String(copying: field))
    }
    return value
  }

  /// Takes the next field as an unsigned hexadecimal integer, with or without `0x`.
  package mutating func hexadecimal() throws(ParseError) -> UInt64 {
    var field = takeField()
    if field.count > 2, field[0] == UInt8(ascii: "0"), field[1] | 0x20 == UInt8(ascii: "x") {
      field = field.extracting(droppingFirst: 2)
    }
    guard let value = Self.integer(in: field, radix: 16) else {
      throw ParseError(expected: "a hexadecimal integer", found: String(copying: field))
    }
    return value
  }

  /// Takes the next field as a decimal integer that may be negative.
  package mutating func signedInteger() throws(ParseError) -> Int {
    let field = takeField()
    let isNegative = !field.isEmpty && field[0] == UInt8(ascii: "-")
    let digits = isNegative ? field.extracting(droppingFirst: 1) : field
    guard let magnitude = Self.integer(in: digits, radix: 10), magnitude <= Int.max else {
      throw ParseError(expected: "an integer", found: String(copying: field))
    }
    return isNegative ? -Int(magnitude) : Int(magnitude)
  }

  /// Takes the next field as a floating-point number.
  package mutating func number() throws(ParseError) -> Double {
    let field = takeField()
    if let integer = Self.integer(in: field, radix: 10), integer < 1 << 53 {
      return Double(integer)
    }
    guard let value = Double(String(copying: field)) else {
      throw ParseError(expected: "a number", found: String(copying: field))
    }
    return value
  }

  private static func integer(in field: Span<UInt8>, radix: UInt64) -> UInt64? {
    guard !field.isEmpty else { return nil }
    var value: UInt64 = 0
    for index in field.indices {
      var digit = UInt64(field[index] &- UInt8(ascii: "0"))
      if digit > 9, radix == 16 {
        let letter = (field[index] | 0x20) &- UInt8(ascii: "a")
        digit = letter < 6 ? UInt64(letter) + 10 : 99
      }
      let (scaled, tooLarge) = value.multipliedReportingOverflow(by: radix)
      let (sum, tooLargeByOne) = scaled.addingReportingOverflow(digit)
      guard digit < radix, !tooLarge, !tooLargeByOne else { return nil }
      value = sum
    }
    return value
  }
}

/// Text that does not have the shape that its reader was told to expect.
package struct ParseError: Error, Equatable, CustomStringConvertible {
  package let expected: String
  package let found: String

  /// - Parameter found: Whatever stood there; of a long text its beginning is kept, since the error
  ///   ends in a log.
  package init(expected: String, found: String) {
    self.expected = expected
    self.found = found.utf8.count > 80 ? "\(found.prefix(60))…" : found
  }

  package var description: String { "expected \(expected), found '\(found)'" }
}

// MARK: - Bytes

extension TextCursor {
  package mutating func skipBlanks() {
    var start = 0
    while start < rest.count, Self.isBlank(rest[start]) { start += 1 }
    rest = rest.extracting(droppingFirst: start)
  }

  @_lifetime(copy self)
  private mutating func takeField() -> Span<UInt8> {
    skipBlanks()
    var end = 0
    while end < rest.count, !Self.isBlank(rest[end]), rest[end] != UInt8(ascii: "\n") { end += 1 }
    let field = rest.extracting(first: end)
    rest = rest.extracting(droppingFirst: end)
    return field
  }

  @_lifetime(copy self)
  private mutating func take(through delimiter: UInt8) -> Span<UInt8> {
    var end = 0
    while end < rest.count, rest[end] != delimiter { end += 1 }
    let taken = rest.extracting(first: end)
    rest = rest.extracting(droppingFirst: min(end + 1, rest.count))
    return taken
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}

extension String {
  /// Copies `bytes`, replacing what is not UTF-8. Fifteen bytes or fewer, the length of an
  /// interface's name, stay out of the heap.
  package init(copying bytes: Span<UInt8>) {
    self = unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
