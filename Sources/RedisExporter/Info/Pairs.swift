import Shared

/// Reads `key=value,key=value` in place, one pair after the other.
///
///     var pairs = Pairs("calls=2,usec=17".utf8.span)
///     while pairs.next() { … pairs.key … pairs.value … }
struct Pairs: ~Escapable {
  private var rest: Span<UInt8>
  private(set) var key: Span<UInt8>
  private(set) var value: Span<UInt8>
  private let separator: UInt8

  @_lifetime(copy text)
  init(_ text: Span<UInt8>, separator: Unicode.Scalar = ",") {
    rest = text
    key = text.extracting(first: 0)
    value = text.extracting(first: 0)
    self.separator = UInt8(ascii: separator)
  }

  /// Goes to the next pair; what has no `=` is a key with an empty value.
  @_lifetime(self: copy self)
  mutating func next() -> Bool {
    guard !rest.isEmpty else { return false }
    var end = 0
    var equals = -1
    while end < rest.count, rest[end] != separator {
      if equals < 0, rest[end] == UInt8(ascii: "=") { equals = end }
      end += 1
    }
    if equals < 0 { equals = end }
    key = rest.extracting(first: equals)
    value = rest.extracting(min(equals + 1, end)..<end)
    rest = rest.extracting(droppingFirst: min(end + 1, rest.count))
    return true
  }

  /// The value behind a key, or nothing.
  @_lifetime(copy text)
  static func value(of key: StaticString, in text: Span<UInt8>) -> Span<UInt8> {
    var pairs = Pairs(text)
    while pairs.next() {
      if pairs.key.equals(key) { return pairs.value }
    }
    return text.extracting(first: 0)
  }
}
