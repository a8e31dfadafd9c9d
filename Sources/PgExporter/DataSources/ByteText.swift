/// What the parsers of connection strings share: they go through bytes, since a password may hold
/// anything.
extension Collection<UInt8> {
  /// As text; the pieces are cut at ASCII characters, so that they stay UTF-8.
  var text: String { String(decoding: self, as: UTF8.self) }

  func starts(with text: StaticString) -> Bool {
    var index = startIndex
    for letter in "\(text)".utf8 {
      guard index < endIndex, self[index] == letter else { return false }
      formIndex(after: &index)
    }
    return true
  }
}

extension BidirectionalCollection<UInt8> where SubSequence: BidirectionalCollection<UInt8> {
  /// Without the blanks and newlines at both ends.
  var trimmed: SubSequence {
    let start = firstIndex { !$0.isBlank } ?? endIndex
    let end = self[start...].lastIndex { !$0.isBlank }.map { index(after: $0) } ?? start
    return self[start..<end]
  }
}

extension UInt8 {
  var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
  var isDigit: Bool { (0x30...0x39).contains(self) }
  var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
  /// What a keyword is made of.
  var isKeywordCharacter: Bool { isLetter || isDigit || self == UInt8(ascii: "_") }

  /// The value of a hexadecimal digit.
  var hexadecimal: UInt8? {
    if isDigit { return self - 0x30 }
    let letter = self | 0x20
    return (0x61...0x66).contains(letter) ? letter - 0x61 + 10 : nil
  }
}

/// Decodes `%41`. A percent sign that no two hexadecimal digits follow stands for itself, as does
/// `%00`, which nobody can mean.
///
/// - Returns: `nil` when the result is not UTF-8.
func percentDecoded(_ encoded: ArraySlice<UInt8>, plusIsSpace: Bool = false) -> String? {
  var decoded: [UInt8] = []
  var index = encoded.startIndex
  while index < encoded.endIndex {
    let byte = encoded[index]
    index += 1
    if byte == UInt8(ascii: "%"), index + 1 < encoded.endIndex,
      let high = encoded[index].hexadecimal, let low = encoded[index + 1].hexadecimal,
      high << 4 | low != 0
    {
      decoded.append(high << 4 | low)
      index += 2
    } else {
      decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
    }
  }
  return String(validating: decoded, as: UTF8.self)
}
