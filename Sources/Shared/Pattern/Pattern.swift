internal import CPCRE2

/// A regular expression from a flag or a configuration file.
///
/// The syntax is PCRE2's, which reads what RE2 (the Go exporters' engine) reads except for a few
/// rarities that ARCHITECTURE.md lists. Work is bounded: a pattern that backtracks without end
/// stops at a limit and does not match.
///
/// A match costs 0.1 to 0.5 µs, the allocation of its frames included: too little to keep 20 KB of
/// frames for each pattern, or to remember decisions.
@safe package final class Pattern: @unchecked Sendable {
  package let text: String
  let code: OpaquePointer
  let context: OpaquePointer

  /// - Parameter isAnchored: Whether the whole text must match, as in Prometheus's own matchers.
  package init(_ text: String, anchored isAnchored: Bool = false) throws(PatternError) {
    let source = Array(text.utf8)
    var code: CInt = 0
    var offset = 0
    var options =
      PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C
    if isAnchored { options |= PCRE2_ANCHORED | PCRE2_ENDANCHORED }
    var compiled = unsafe source.withUnsafeBufferPointer {
      unsafe pcre2_compile_8($0.baseAddress, $0.count, options, &code, &offset, nil)
    }
    if unsafe compiled == nil, let other = Self.groupingRepeatedAssertions(of: source) {
      // Of which an error would not be in the user's text.
      var (code, offset) = (CInt(0), 0)
      unsafe compiled = other.withUnsafeBufferPointer {
        unsafe pcre2_compile_8($0.baseAddress, $0.count, options, &code, &offset, nil)
      }
    }
    guard let compiled = unsafe compiled else {
      throw PatternError(pattern: text, reason: Self.message(code), offset: offset)
    }
    guard let context = unsafe pcre2_match_context_create_8(nil) else {
      unsafe pcre2_code_free_8(compiled)
      throw PatternError(pattern: text, reason: "out of memory", offset: 0)
    }
    unsafe pcre2_set_match_limit_8(context, 100_000)
    unsafe pcre2_set_depth_limit_8(context, 10_000)
    unsafe pcre2_set_heap_limit_8(context, 1024)
    self.text = text
    unsafe self.code = compiled
    unsafe self.context = context
  }

  deinit {
    unsafe pcre2_match_context_free_8(context)
    unsafe pcre2_code_free_8(code)
  }

  /// Whether the pattern is found in `text`.
  package func matches(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { unsafe matches($0) }
  }

  /// Whether the pattern is found in `text`.
  package func matches(_ text: Span<UInt8>) -> Bool {
    unsafe text.withUnsafeBufferPointer { unsafe matches($0) }
  }

  private func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let match = unsafe pcre2_match_data_create_8(1, nil) else { return false }
    defer { unsafe pcre2_match_data_free_8(match) }
    return unsafe pcre2_match_8(code, text.baseAddress, text.count, 0, 0, match, context) >= 0
  }

  /// How many groups capture.
  package var groupCount: Int {
    var count: UInt32 = 0
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
    return Int(count)
  }

  private static func message(_ code: CInt) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let length = unsafe pcre2_get_error_message_8(code, &buffer, buffer.count)
    return String(decoding: buffer[..<Int(max(0, length))], as: UTF8.self)
  }
}

/// A pattern that is not a regular expression.
package struct PatternError: Error, Equatable, CustomStringConvertible {
  package let pattern: String
  package let reason: String
  /// The byte at which it stops making sense.
  package let offset: Int

  package var description: String {
    "'\(pattern)' is not a regular expression: \(reason) (at byte \(offset))"
  }
}

/// Which names are wanted: those that `include` matches, if there is one, less those that
/// `exclude` matches.
package struct NameFilter: Sendable {
  package let include: Pattern?
  package let exclude: Pattern?

  package init(include: Pattern? = nil, exclude: Pattern? = nil) {
    self.include = include
    self.exclude = exclude
  }

  package func wants(_ name: String) -> Bool {
    if let include, !include.matches(name) { return false }
    if let exclude, exclude.matches(name) { return false }
    return true
  }
}
