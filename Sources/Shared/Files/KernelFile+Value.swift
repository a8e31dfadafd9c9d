/// Files that hold one value, as most of `/sys` do.
extension KernelFile {
  /// A page, which is all that a driver can write into one: what is behind that is no value.
  private static let longest = 4096

  /// The whole file, without the blanks and newlines at both ends. Each run of bytes that are not
  /// UTF-8, as firmware leaves them, becomes one replacement character.
  package func text() throws(SystemError) -> String {
    let file = try read()
    var text = TextCursor(file.span.extracting(first: Self.longest))
    let remainder = text.remainder()
    guard remainder.contains("\u{fffd}") else { return remainder }
    var isReplaced = false
    return String(
      String.UnicodeScalarView(
        remainder.unicodeScalars.filter { scalar in
          defer { isReplaced = scalar == "\u{fffd}" }
          return !(isReplaced && scalar == "\u{fffd}")
        }))
  }

  /// The number at the file's start, decimal with or without a sign or hexadecimal after `0x`.
  package func number() throws -> Int {
    let file = try read()
    return try parsing {
      var text = TextCursor(file.span)
      guard text.take(prefix: "0x") else { return try text.signedInteger() }
      let number = try text.hexadecimal()
      guard let number = Int(exactly: number) else {
        throw ParseError(expected: "a number of 63 bits", found: "\(number)")
      }
      return number
    }
  }
}
