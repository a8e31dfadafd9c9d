/// A word of an expression.
enum CELToken: Equatable {
  case name(String)
  case int(Int64)
  case double(Double)
  case string(String)
  /// An operator or a bracket.
  case symbol(String)
  case end
}

/// Takes an expression apart into words.
struct CELLexer {
  private let text: [Character]
  private var position = 0

  private static let symbols = [
    "==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "+", "-", "*", "/", "%", "?", ":", ".", ",",
    "(", ")", "[", "]", "{", "}",
  ]

  init(_ text: String) { self.text = Array(text) }

  /// All words with their columns, the last of which is the end.
  static func tokens(
    of text: String
  ) throws(CELSyntaxError) -> [(token: CELToken, column: Int)] {
    var lexer = CELLexer(text)
    var tokens: [(token: CELToken, column: Int)] = []
    while true {
      lexer.skipBlanks()
      let column = lexer.position + 1
      let token = try lexer.next()
      tokens.append((token, column))
      if token == .end { return tokens }
    }
  }

  private func error(_ reason: String) -> CELSyntaxError {
    CELSyntaxError(reason: reason, column: position + 1)
  }

  private var current: Character? { position < text.count ? text[position] : nil }

  private mutating func skipBlanks() {
    while let character = current, character.isWhitespace { position += 1 }
  }

  private mutating func next() throws(CELSyntaxError) -> CELToken {
    guard let character = current else { return .end }
    if character == "\"" || character == "'" { return .string(try quoted(isRaw: false)) }
    if character.isASCII, character.isNumber { return try number() }
    if character.isASCII, character.isLetter || character == "_" {
      let word = take { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
      if word == "r" || word == "R", current == "\"" || current == "'" {
        return .string(try quoted(isRaw: true))
      }
      return .name(word)
    }
    for symbol in Self.symbols where text[position...].starts(with: symbol) {
      position += symbol.count
      return .symbol(symbol)
    }
    throw error("unexpected '\(character)'")
  }

  private mutating func take(while isWanted: (Character) -> Bool) -> String {
    let start = position
    while let character = current, isWanted(character) { position += 1 }
    return String(text[start..<position])
  }

  private mutating func number() throws(CELSyntaxError) -> CELToken {
    var digits = take { $0.isASCII && $0.isNumber }
    var isWhole = true
    if current == ".", position + 1 < text.count, text[position + 1].isNumber {
      position += 1
      digits += "." + take { $0.isASCII && $0.isNumber }
      isWhole = false
    }
    if current == "e" || current == "E" {
      position += 1
      digits += "e" + take { $0 == "+" || $0 == "-" } + take { $0.isASCII && $0.isNumber }
      isWhole = false
    }
    if isWhole, let value = Int64(digits) { return .int(value) }
    guard !isWhole, let value = Double(digits), value.isFinite else {
      throw error("'\(digits)' is no number that can be used")
    }
    return .double(value)
  }

  private mutating func quoted(isRaw: Bool) throws(CELSyntaxError) -> String {
    let quote = text[position]
    position += 1
    var result = ""
    while let character = current {
      position += 1
      if character == quote { return result }
      guard character == "\\", !isRaw else {
        result.append(character)
        continue
      }
      result.append(try escaped())
    }
    throw error("a string does not end")
  }

  private mutating func escaped() throws(CELSyntaxError) -> Character {
    guard let character = current else { throw error("a string does not end") }
    position += 1
    switch character {
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "\\", "\"", "'", "`", "?": return character
    case "u":
      let digits = String(text[position..<min(position + 4, text.count)])
      guard digits.count == 4, let code = UInt32(digits, radix: 16),
        let scalar = Unicode.Scalar(code)
      else { throw error("\\u needs four hexadecimal digits of a character") }
      position += 4
      return Character(scalar)
    default: throw error("\\\(character) is no escape that is known here")
    }
  }
}
