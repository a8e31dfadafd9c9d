/// Files that hold one value, as most of `/sys` do.
extension KernelFile {
  /// The whole file, without the blanks and newlines at both ends.
  package func text() throws(SystemError) -> String {
    let file = try read()
    var text = TextCursor(file.span)
    return text.remainder()
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
