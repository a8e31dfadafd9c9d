/// A connection string of `keyword=value`, with libpq's rules: blanks between the settings and
/// around `=`, values in single quotes where they hold blanks, a backslash before a quote or
/// backslash.
enum KeyValueString {
  /// Whether the text begins with any `word =`, or with that of a known keyword.
  static func begins(_ text: ArraySlice<UInt8>, known: Bool) -> Bool {
    let rest = text.drop { $0.isBlank }
    let word = rest.prefix { $0.isKeywordCharacter }
    guard !word.isEmpty,
      rest[word.endIndex...].first(where: { !$0.isBlank }) == UInt8(ascii: "=")
    else { return false }
    return !known || ConnectionKeyword.named(word.text) != nil
  }

  /// - Parameter mayBeSecret: Whether the text may be the rest of a password.
  static func parse(
    _ text: ArraySlice<UInt8>, mayBeSecret: Bool = false
  ) throws(DataSourceError) -> ConnectionSettings {
    var settings = ConnectionSettings()
    var rest = text.drop { $0.isBlank }
    var number = 0
    while !rest.isEmpty {
      number += 1
      let word = rest.prefix { $0 != UInt8(ascii: "=") && !$0.isBlank }
      rest = rest[word.endIndex...].drop { $0.isBlank }
      guard rest.first == UInt8(ascii: "=") else {
        throw DataSourceError(
          "option \(number)", "has no '='; put a value that holds blanks in single quotes")
      }
      rest = rest.dropFirst()
      let keyword = try checked(
        word, number, mayBeSecret: mayBeSecret || settings["password"] != nil)
      guard let value = takeValue(from: &rest) else {
        throw DataSourceError(
          keyword, "lacks its closing quote; a quote inside a value is written \\'")
      }
      settings[keyword] = value
      rest = rest.drop { $0.isBlank }
    }
    return settings
  }

  /// Whether a quoted value is open at the text's end.
  static func isInsideQuotes(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text.drop { $0.isBlank }
    while !rest.isEmpty {
      rest = rest.drop { $0 != UInt8(ascii: "=") }.dropFirst()
      guard takeValue(from: &rest) != nil else { return true }
      rest = rest.drop { $0.isBlank }
    }
    return false
  }

  /// - Parameter mayBeSecret: Whether a password came before, of which this may be the rest.
  static func checked(
    _ word: ArraySlice<UInt8>, _ number: Int, mayBeSecret: Bool
  ) throws(DataSourceError) -> String {
    let keyword = word.text
    if ConnectionKeyword.named(keyword) != nil { return keyword }
    if let similar = ConnectionKeyword.similar(to: keyword) {
      throw DataSourceError(keyword, "is no keyword of libpq; did you mean \(similar)?")
    }
    guard !mayBeSecret, !word.isEmpty, word.allSatisfy(\.isKeywordCharacter) else {
      throw DataSourceError(
        "option \(number)",
        "does not begin with a keyword of libpq; a password with blanks, quotes or & before it "
          + "must be quoted, or percent-encoded in a URI")
    }
    throw DataSourceError(keyword, "is no keyword of libpq")
  }

  /// Takes the value at the front; `nil` when its closing quote is missing.
  private static func takeValue(from rest: inout ArraySlice<UInt8>) -> String? {
    // In `user= password=x` libpq takes the password for the user's name, and shows it.
    if rest.first?.isBlank == true, begins(rest, known: true) { return "" }
    rest = rest.drop { $0.isBlank }
    let isQuoted = rest.first == UInt8(ascii: "'")
    if isQuoted { rest = rest.dropFirst() }
    var value: [UInt8] = []
    while let byte = rest.first {
      if isQuoted ? byte == UInt8(ascii: "'") : byte.isBlank {
        if isQuoted { rest = rest.dropFirst() }
        return value.text
      }
      rest = rest.dropFirst()
      if byte == UInt8(ascii: "\\") {
        if let escaped = rest.popFirst() { value.append(escaped) }
      } else {
        value.append(byte)
      }
    }
    return isQuoted ? nil : value.text
  }
}
