internal import Glibc

/// A name that the kernel or a stranger gave, to be found again byte for byte.
///
/// A `String` equals every other one that looks the same: the two spellings of `é` in Unicode are
/// one key of a dictionary, and two files in a folder.
package struct ExactName: Hashable, Sendable, ExpressibleByStringLiteral {
  package let text: String

  package init(_ text: String) { self.text = text }

  package init(stringLiteral text: String) { self.text = text }

  package static func == (left: Self, right: Self) -> Bool {
    left.text.hasExactly(right.text)
  }

  package func hash(into hasher: inout Hasher) {
    unsafe text.utf8Span.span.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
  }
}

extension String {
  /// Whether the bytes are those of `other`.
  package func hasExactly(_ other: String) -> Bool {
    unsafe other.utf8Span.span.withUnsafeBytes { unsafe hasExactly($0) }
  }

  /// Whether these are its bytes.
  package func hasExactly(_ bytes: UnsafeRawBufferPointer) -> Bool {
    unsafe utf8Span.span.withUnsafeBytes { own in
      guard own.count == bytes.count, let start = own.baseAddress, let other = bytes.baseAddress
      else { return own.count == bytes.count }
      return unsafe memcmp(start, other, own.count) == 0
    }
  }

  /// Whether the bytes at the end are those of `suffix`.
  package func endsExactly(in suffix: String) -> Bool {
    utf8.count >= suffix.utf8.count && utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
  }
}
