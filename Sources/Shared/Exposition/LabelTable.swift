/// The label sets of many rows, rendered once into one buffer and shared by the samples of many
/// families.
///
///     var labels = LabelTable(["datname", "relname"], rows: 1000)
///     labels.append(database)
///     labels.append(table)
///
/// A row is complete with the value of its last label. Values are bytes as a server sent them.
package struct LabelTable {
  /// All label sets, one behind the other.
  private var bytes: [UInt8] = []
  /// Where each ends.
  private var ends: [Int] = []
  /// What stands before each value.
  private let openings: [[UInt8]]
  /// What stands behind the last.
  private let closing: [UInt8]
  /// Which label is next.
  private var position = 0

  /// - Parameters:
  ///   - rows: How many there will be.
  ///   - constant: Labels that every row has, behind its own.
  package init(_ names: [String], rows: Int, constant: [(name: String, value: String)] = []) {
    let first = "{"
    openings = names.enumerated().map { index, name in
      Array("\(index == 0 ? first : "\",")\(name)=\"".utf8)
    }
    var closing: [UInt8] = []
    if !names.isEmpty { closing.append("\"" as StaticString) }
    for pair in constant {
      closing.append(closing.isEmpty ? first : ",")
      closing.append("\(pair.name)=\"")
      closing.append(escaping: pair.value, quote: UInt8(ascii: "\""))
      closing.append("\"" as StaticString)
    }
    if !closing.isEmpty { closing.append("}" as StaticString) }
    self.closing = closing
    ends.reserveCapacity(rows)
    if names.isEmpty {
      for _ in 0..<rows { endRow() }
    } else {
      bytes.reserveCapacity(rows * (closing.count + openings.reduce(0) { $0 + $1.count + 12 }))
    }
  }

  package var count: Int { ends.count }

  /// Appends the value of the next label, whose bytes need be no valid UTF-8.
  package mutating func append(_ value: Span<UInt8>) {
    bytes.append(contentsOf: openings[position])
    if Self.isPlain(value) {
      bytes.append(value)
    } else {
      bytes.append(escaping: Self.string(value), quote: UInt8(ascii: "\""))
    }
    position += 1
    if position == openings.count { endRow() }
  }

  /// The labels of a row, braces included.
  func withRow(_ row: Int, _ body: (Span<UInt8>) -> Void) {
    body(bytes.span.extracting((row == 0 ? 0 : ends[row - 1])..<ends[row]))
  }

  private mutating func endRow() {
    bytes.append(contentsOf: closing)
    ends.append(bytes.count)
    position = 0
  }

  /// Whether the text is ASCII without what must be escaped.
  private static func isPlain(_ text: Span<UInt8>) -> Bool {
    for index in text.indices {
      let byte = unsafe text[unchecked: index]
      guard byte < 0x80, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"),
        byte != UInt8(ascii: "\n")
      else { return false }
    }
    return true
  }

  private static func string(_ text: Span<UInt8>) -> String {
    unsafe text.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
