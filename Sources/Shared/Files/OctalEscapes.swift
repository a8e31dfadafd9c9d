extension String {
  /// Copies `text`, in which the kernel writes a blank, a newline or a backslash as a backslash and
  /// three octal digits, as `/proc/PID/mountinfo` does.
  package init(resolvingOctal text: Span<UInt8>) {
    let backslash = UInt8(ascii: "\\")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      if text[index] == backslash, let byte = Self.octal(text, at: index + 1) {
        bytes.append(byte)
        index += 4
      } else {
        bytes.append(text[index])
        index += 1
      }
    }
    self.init(copying: bytes.span)
  }

  private static func octal(_ text: Span<UInt8>, at start: Int) -> UInt8? {
    guard start + 3 <= text.count else { return nil }
    var value = 0
    for index in start..<start + 3 {
      let digit = text[index] &- UInt8(ascii: "0")
      guard digit < 8 else { return nil }
      value = value * 8 + Int(digit)
    }
    return UInt8(exactly: value)
  }
}
