import Shared

extension Span<UInt8> {
  /// Whether these are exactly the bytes of an ASCII text.
  func equals(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    return starts(with: text)
  }

  /// Whether the bytes begin with an ASCII text.
  func starts(with text: StaticString) -> Bool {
    guard count >= text.utf8CodeUnitCount else { return false }
    for index in 0..<text.utf8CodeUnitCount {
      let wanted = unsafe text.utf8Start[index]
      if self[index] != wanted { return false }
    }
    return true
  }

  /// As much of it as a label may hold: what comes from a server must not make a page of any size.
  var label: Span<UInt8> {
    @_lifetime(copy self)
    get { extracting(first: LabelLimit.bytes) }
  }
}

extension String {
  /// As much of it as a label may hold.
  var label: String {
    guard utf8.count > LabelLimit.bytes else { return self }
    return String(copying: utf8.span.label)
  }
}

private enum LabelLimit {
  static let bytes = 256
}
