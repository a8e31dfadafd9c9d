internal import CPCRE2

/// Where a pattern was found in a text, and what its groups captured there.
package struct PatternMatch: Sendable {
  private let pattern: Pattern
  private let text: [UInt8]
  /// Of the whole and of each group; `nil` where a group took no part.
  private let ranges: [Range<Int>?]

  init(_ pattern: Pattern, _ text: [UInt8], _ ranges: [Range<Int>?]) {
    self.pattern = pattern
    self.text = text
    self.ranges = ranges
  }

  /// What a group captured, 0 being the whole; nothing where there is no such group.
  package func captured(_ group: Int) -> ArraySlice<UInt8> {
    guard ranges.indices.contains(group), let range = ranges[group] else { return [] }
    return text[range]
  }

  /// What a group captured by its name or its number.
  package func captured(_ group: some StringProtocol) -> ArraySlice<UInt8> {
    let name = String(group)
    if name.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return captured(Int(name) ?? -1) }
    return captured(Int(unsafe pcre2_substring_number_from_name_8(pattern.code, name)))
  }

  /// A template with `$1`, `${1}`, `$name` and `${name}` replaced by what was captured, and `$$` by `$`.
  ///
  /// As Go has it: the name is as long as there are letters, digits and underscores, so that `$1x` is
  /// a group called `1x`; one that does not exist is nothing, and a `$` without a name stays.
  package func expand(_ template: String) -> [UInt8] {
    var result: [UInt8] = []
    var rest = Array(template.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "$") else {
        result.append(byte)
        continue
      }
      if rest.first == UInt8(ascii: "$") {
        rest.removeFirst()
        result.append(byte)
      } else if let name = Self.takeName(&rest) {
        result += captured(name)
      } else {
        result.append(byte)
      }
    }
    return result
  }

  /// The name behind a `$`, in braces or not.
  private static func takeName(_ rest: inout ArraySlice<UInt8>) -> String? {
    let isBraced = rest.first == UInt8(ascii: "{")
    let body = rest.dropFirst(isBraced ? 1 : 0)
    let name = body.prefix { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
      default: false
      }
    }
    let after = body[name.endIndex...]
    guard !name.isEmpty, !isBraced || after.first == UInt8(ascii: "}") else { return nil }
    rest = isBraced ? after.dropFirst() : after
    return String(decoding: name, as: UTF8.self)
  }
}

extension Pattern {
  /// Where the pattern is found first; `nil` where it is not, or not within the limits of its work.
  package func firstMatch(in text: [UInt8]) -> PatternMatch? {
    guard let match = unsafe pcre2_match_data_create_from_pattern_8(code, nil) else { return nil }
    defer { unsafe pcre2_match_data_free_8(match) }
    let count = unsafe text.withUnsafeBufferPointer {
      unsafe pcre2_match_8(code, $0.baseAddress, $0.count, 0, 0, match, context)
    }
    guard count > 0, let offsets = unsafe pcre2_get_ovector_pointer_8(match) else { return nil }
    let groups = Int(unsafe pcre2_get_ovector_count_8(match))
    let ranges = (0..<groups).map { group -> Range<Int>? in
      let start = unsafe offsets[2 * group]
      let end = unsafe offsets[2 * group + 1]
      // A group that took no part has -1 twice; \K in a look-ahead can turn them around.
      return start >= 0 && start <= end && end <= text.count ? start..<end : nil
    }
    return PatternMatch(self, text, ranges)
  }
}
