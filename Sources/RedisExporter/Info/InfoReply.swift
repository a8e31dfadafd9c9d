import Shared

/// The reply to `INFO`: lines `key:value` in sections that begin with `# Name`.
///
/// It is read once per scrape and kept as bytes; a `String` is made only of what becomes a label.
struct InfoReply: Sendable {
  /// A line `key:value`.
  struct Line: Sendable {
    /// The place in the text of the section's name, key and value.
    fileprivate let section: Range<Int>
    fileprivate let key: Range<Int>
    fileprivate let value: Range<Int>
  }

  private let text: [UInt8]
  let lines: [Line]

  init(_ text: [UInt8]) {
    self.text = text
    var lines: [Line] = []
    lines.reserveCapacity(256)
    var section = 0..<0
    var start = 0
    while start < text.count {
      var end = start
      while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
      var stop = end
      if stop > start, text[stop - 1] == UInt8(ascii: "\r") { stop -= 1 }
      if start < stop, text[start] == UInt8(ascii: "#") {
        var name = start + 1
        while name < stop, text[name] == UInt8(ascii: " ") { name += 1 }
        section = name..<stop
      } else if let colon = text[start..<stop].firstIndex(of: UInt8(ascii: ":")) {
        lines.append(Line(section: section, key: start..<colon, value: colon + 1..<stop))
      }
      start = end + 1
    }
    self.lines = lines
  }

  init(_ text: String) { self.init(Array(text.utf8)) }

  @_lifetime(borrow self)
  func key(of line: Line) -> Span<UInt8> { text.span.extracting(line.key) }

  @_lifetime(borrow self)
  func value(of line: Line) -> Span<UInt8> { text.span.extracting(line.value) }

  func keyText(of line: Line) -> String { String(decoding: text[line.key], as: UTF8.self) }

  func valueText(of line: Line) -> String { String(decoding: text[line.value], as: UTF8.self) }

  func sectionText(of line: Line) -> String { String(decoding: text[line.section], as: UTF8.self) }

  /// Whether the line's key begins with these ASCII bytes.
  func has(_ line: Line, prefix: StaticString) -> Bool {
    let count = prefix.utf8CodeUnitCount
    guard line.key.count >= count else { return false }
    for index in 0..<count {
      let wanted = unsafe prefix.utf8Start[index]
      if text[line.key.lowerBound + index] != wanted { return false }
    }
    return true
  }

  /// The value of the first line with this key.
  subscript(key: String) -> String? {
    let bytes = key.utf8
    return lines.first { line in
      line.key.count == bytes.count && text[line.key].elementsEqual(bytes)
    }.map { valueText(of: $0) }
  }

  /// Whether it says which server it is: Redis, Valkey, KeyDB, Tile38 and others have a line
  /// `…_version`.
  var namesVersion: Bool {
    lines.contains { line in
      line.key.count > 8 && text[line.key].suffix(8).elementsEqual("_version".utf8)
    }
  }

  /// The lines whose key begins with these ASCII bytes, with what follows them in the key.
  func lines(prefix: StaticString) -> [(rest: String, value: String)] {
    let count = prefix.utf8CodeUnitCount
    return lines.filter { has($0, prefix: prefix) }.map { line in
      (String(decoding: text[line.key.dropFirst(count)], as: UTF8.self), valueText(of: line))
    }
  }
}
