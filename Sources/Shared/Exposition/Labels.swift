/// A label of one sample.
package struct Label {
  package let name: StaticString
  package let value: String

  package init(_ name: StaticString, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// A set of labels rendered once and shared by the samples of many families, as a device's are.
package struct Labels: Sendable {
  /// `{name="value",…}`, or nothing when there are no labels.
  let bytes: [UInt8]

  package static let none = Labels([])

  package init<let count: Int>(_ labels: [count of Label]) {
    var bytes: [UInt8] = []
    if count > 0 {
      bytes.append(UInt8(ascii: "{"))
      for index in labels.indices {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(label: labels[index])
      }
      bytes.append(UInt8(ascii: "}"))
    }
    self.bytes = bytes
  }

  /// Labels whose names are known only when the program runs, as those of a parsed file are.
  package init(pairs: [(name: String, value: String)]) {
    var bytes: [UInt8] = []
    for (index, pair) in pairs.enumerated() {
      bytes.append(UInt8(ascii: index == 0 ? "{" : ","))
      bytes.append(contentsOf: pair.name.utf8)
      bytes.append(quoted: pair.value)
    }
    if !pairs.isEmpty { bytes.append(UInt8(ascii: "}")) }
    self.bytes = bytes
  }

  /// These labels and one more, for the samples of a histogram or a summary.
  func adding(_ label: Label) -> Labels {
    var bytes = self.bytes
    if bytes.isEmpty {
      bytes.append(UInt8(ascii: "{"))
    } else {
      bytes[bytes.count - 1] = UInt8(ascii: ",")
    }
    bytes.append(label: label)
    bytes.append(UInt8(ascii: "}"))
    return Labels(rendered: bytes)
  }

  private init(rendered bytes: [UInt8]) { self.bytes = bytes }
}

extension [UInt8] {
  mutating func append(_ text: StaticString) {
    unsafe append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func append(label: Label) {
    append(label.name)
    append(quoted: label.value)
  }

  /// Appends `="value"`.
  fileprivate mutating func append(quoted value: String) {
    append(UInt8(ascii: "="))
    append(UInt8(ascii: "\""))
    append(escaping: value, quote: UInt8(ascii: "\""))
    append(UInt8(ascii: "\""))
  }

  /// Appends `text` with a backslash before each backslash and each byte that would end the line
  /// or the quoted string early.
  mutating func append(escaping text: String, quote: UInt8? = nil) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\\"): append(#"\\"# as StaticString)
      case UInt8(ascii: "\n"): append(#"\n"# as StaticString)
      case quote: append(#"\""# as StaticString)
      default: append(byte)
      }
    }
  }
}
