/// A number that a server sent as text, which goes into the page as it is.
///
/// Copying its digits is cheaper than reading and writing them, and loses none of them.
package struct NumberText: MetricValue, Sendable {
  private var bytes = [32 of UInt8](repeating: 0)
  private var count = 0

  /// Reads a decimal number, or `nil` when the text is none.
  ///
  /// `NaN`, `Infinity` and `-Infinity` are understood, as PostgreSQL spells them.
  package init?(_ text: Span<UInt8>) {
    guard text.count > 0 else { return nil }
    guard text.count <= longestValue, Self.isPlain(text) else {
      guard let value = Double(Self.string(text)) else { return nil }
      store(value)
      return
    }
    for index in text.indices {
      unsafe bytes[unchecked: index] = text[unchecked: index]
    }
    count = text.count
  }

  /// Keeps the spelling of a number.
  package init(_ value: some MetricValue) { store(value) }

  private mutating func store(_ value: some MetricValue) {
    var span = bytes.mutableSpan
    count = unsafe span.withUnsafeMutableBufferPointer { buffer in
      var output = unsafe OutputSpan(buffer: buffer, initializedCount: 0)
      value.write(to: &output)
      return unsafe output.finalize(for: buffer)
    }
  }

  package func write(to output: inout OutputSpan<UInt8>) {
    output.append(bytes.span.extracting(0..<count))
  }

  /// Whether this is `-12.5e+10` or the like, which Prometheus reads as it stands.
  private static func isPlain(_ text: Span<UInt8>) -> Bool {
    // Most are counts.
    var index = 0
    while index < text.count, unsafe text[unchecked: index].isDigit { index += 1 }
    if index == text.count { return true }

    index = 0
    var digits = 0
    var hasPoint = false
    func byte() -> UInt8? { index < text.count ? text[index] : nil }
    if byte() == UInt8(ascii: "-") { index += 1 }
    while let next = byte() {
      if next.isDigit {
        digits += 1
      } else if next == UInt8(ascii: "."), !hasPoint {
        hasPoint = true
      } else {
        break
      }
      index += 1
    }
    guard digits > 0 else { return false }
    guard let mark = byte() else { return true }
    guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return false }
    index += 1
    if let sign = byte(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { index += 1 }
    guard index < text.count else { return false }
    while let next = byte() {
      guard next.isDigit else { return false }
      index += 1
    }
    return true
  }

  private static func string(_ text: Span<UInt8>) -> String {
    var bytes: [UInt8] = []
    bytes.append(text)
    return String(decoding: bytes, as: UTF8.self)
  }
}
