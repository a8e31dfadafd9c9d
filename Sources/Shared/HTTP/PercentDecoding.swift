extension String {
  /// Decodes `%41` in `encoded`, and `+` as a space if asked to; `nil` when a percent sign is not
  /// followed by two hexadecimal digits or the result is not UTF-8.
  init?(percentDecoding encoded: Span<UInt8>, plusIsSpace: Bool = false) {
    var isEncoded = false
    for index in encoded.indices where encoded[index] == UInt8(ascii: "%") {
      isEncoded = true
      break
    }
    if !isEncoded, !plusIsSpace {
      guard let text = String(validatingUTF8: encoded) else { return nil }
      self = text
      return
    }

    var decoded: [UInt8] = []
    decoded.reserveCapacity(encoded.count)
    var index = 0
    while index < encoded.count {
      let byte = encoded[index]
      index += 1
      switch byte {
      case UInt8(ascii: "%"):
        guard index + 1 < encoded.count, let high = hexadecimalDigit(encoded[index]),
          let low = hexadecimalDigit(encoded[index + 1])
        else { return nil }
        decoded.append(high << 4 | low)
        index += 2
      case UInt8(ascii: "+") where plusIsSpace:
        decoded.append(UInt8(ascii: " "))
      default:
        decoded.append(byte)
      }
    }
    guard let text = String(validatingUTF8: decoded.span) else { return nil }
    self = text
  }

  private init?(validatingUTF8 bytes: Span<UInt8>) {
    let text = unsafe bytes.withUnsafeBufferPointer { unsafe String(validating: $0, as: UTF8.self) }
    guard let text else { return nil }
    self = text
  }
}

private func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}
