import Shared

/// A word that HTTP lets be a method, a header's name or a scheme: RFC 9110, 5.6.2.
enum HTTPToken {
  static func isToken(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy(\.isTokenCharacter)
  }
}

extension OptionReader {
  /// Refuses text that HTTP cannot send in such a place.
  func check(_ key: String, isToken text: String, _ what: String) throws {
    guard HTTPToken.isToken(text) else { throw error(key, "it cannot be \(what)") }
  }
}
