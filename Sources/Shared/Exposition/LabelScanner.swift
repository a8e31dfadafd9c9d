/// Walks over the labels of a sample, from behind the opening brace to behind the closing one.
struct LabelScanner {
  private let text: [UInt8]
  private(set) var position: Int

  /// Where a label's parts stand in the text; the value still has its escapes.
  struct Label {
    let name: Range<Int>
    let value: Range<Int>
  }

  /// What is wrong with a label.
  struct Failure: Error {
    let reason: String
  }

  /// - Parameter text: It must end with a newline.
  init(_ text: [UInt8], at position: Int) {
    self.text = text
    self.position = position
  }

  /// The next label, or `nil` at the closing brace, which is taken.
  mutating func next() throws(Failure) -> Label? {
    text.skipBlanks(&position)
    if text[position] == UInt8(ascii: "}") {
      position += 1
      return nil
    }
    let name = text.takeName(&position, allowingColons: false)
    guard !name.isEmpty else { throw Failure(reason: "a label's name is expected") }
    text.skipBlanks(&position)
    guard text[position] == UInt8(ascii: "=") else {
      throw Failure(reason: "'=' is expected behind the label \(text.string(name))")
    }
    position += 1
    text.skipBlanks(&position)
    guard text[position] == UInt8(ascii: "\"") else {
      throw Failure(reason: "the value of the label \(text.string(name)) is not in quotes")
    }
    position += 1
    let value = try takeValue(of: name)
    text.skipBlanks(&position)
    switch text[position] {
    case UInt8(ascii: ","): position += 1
    case UInt8(ascii: "}"): break
    default: throw Failure(reason: "',' or '}' is expected behind the label \(text.string(name))")
    }
    return Label(name: name, value: value)
  }

  private mutating func takeValue(of name: Range<Int>) throws(Failure) -> Range<Int> {
    let start = position
    while true {
      switch text[position] {
      case UInt8(ascii: "\""):
        position += 1
        return start..<position - 1
      case UInt8(ascii: "\n"):
        throw Failure(reason: "the value of the label \(text.string(name)) has no end")
      case UInt8(ascii: "\\"):
        let escaped = text[position + 1]
        guard
          escaped == UInt8(ascii: "\\") || escaped == UInt8(ascii: "\"")
            || escaped == UInt8(ascii: "n")
        else { throw Failure(reason: "a backslash that escapes neither '\\', '\"' nor 'n'") }
        position += 2
      default: position += 1
      }
    }
  }

  func unescaped(_ range: Range<Int>) -> String {
    text.unescaped(range)
  }
}

// MARK: - Bytes

extension [UInt8] {
  func skipBlanks(_ position: inout Int) {
    while self[position] == UInt8(ascii: " ") || self[position] == UInt8(ascii: "\t") {
      position += 1
    }
  }

  /// Takes the longest name that starts here; it may be empty.
  func takeName(_ position: inout Int, allowingColons: Bool) -> Range<Int> {
    let start = position
    while true {
      switch self[position] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "_"):
        position += 1
      case UInt8(ascii: "0")...UInt8(ascii: "9") where position > start: position += 1
      case UInt8(ascii: ":") where allowingColons: position += 1
      default: return start..<position
      }
    }
  }

  func string(_ range: Range<Int>) -> String {
    String(copying: span.extracting(range))
  }

  /// The text with `\n` for a newline, and any other escaped byte for itself.
  func unescaped(_ range: Range<Int>) -> String {
    guard self[range].contains(UInt8(ascii: "\\")) else { return string(range) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      var byte = self[index]
      if byte == UInt8(ascii: "\\"), index + 1 < range.upperBound {
        index += 1
        byte = self[index] == UInt8(ascii: "n") ? UInt8(ascii: "\n") : self[index]
      }
      bytes.append(byte)
      index += 1
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
