/// A domain name: its labels, from the host's to the one below the root.
struct DNSName: Sendable, CustomStringConvertible {
  let labels: [[UInt8]]

  init(labels: [[UInt8]]) { self.labels = labels }

  /// - Parameter text: With or without the dot of the root; `\.` and `\046` are a dot within a label.
  ///   `nil` when it cannot be a name.
  init?(_ text: String) {
    guard !text.isEmpty else { return nil }
    if text == "." {
      labels = []
      return
    }
    var labels: [[UInt8]] = []
    var label: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: ".") {
        labels.append(label)
        label = []
      } else if byte == UInt8(ascii: "\\") {
        guard let escaped = Self.takeEscaped(&rest) else { return nil }
        label.append(escaped)
      } else {
        label.append(byte)
      }
    }
    if !label.isEmpty { labels.append(label) }
    guard labels.allSatisfy({ (1...63).contains($0.count) }), Self.length(labels) <= 255 else {
      return nil
    }
    self.labels = labels
  }

  /// As they travel, without compression.
  var bytes: [UInt8] { labels.flatMap { [UInt8($0.count)] + $0 } + [0] }

  /// With the dot of the root, and escapes where they are needed.
  var description: String {
    if labels.isEmpty { return "." }
    var text: [UInt8] = []
    for label in labels {
      for byte in label {
        if #". '@;()"\"#.utf8.contains(byte) {
          text += [UInt8(ascii: "\\"), byte]
        } else {
          DNSText.append(byte, to: &text)
        }
      }
      text.append(UInt8(ascii: "."))
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Whether it is the same name: names are compared without regard to the case of ASCII letters.
  func matches(_ other: DNSName) -> Bool {
    labels.elementsEqual(other.labels) { left, right in
      left.elementsEqual(right) { Self.lowered($0) == Self.lowered($1) }
    }
  }

  static func length(_ labels: [[UInt8]]) -> Int { labels.reduce(1) { $0 + 1 + $1.count } }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }

  /// The byte behind a backslash: itself, or by three digits.
  private static func takeEscaped(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
    guard let first = rest.popFirst() else { return nil }
    guard (0x30...0x39).contains(first) else { return first }
    let more = rest.prefix(2)
    guard more.count == 2, more.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    rest = rest.dropFirst(2)
    return UInt8(exactly: ([first] + more).reduce(0) { $0 * 10 + Int($1 - 0x30) })
  }
}

/// Text of records, as zone files have it.
enum DNSText {
  /// Appends a byte, by its number unless it is a printable character.
  static func append(_ byte: UInt8, to text: inout [UInt8]) {
    if (0x20...0x7E).contains(byte) {
      text.append(byte)
    } else {
      text += [
        UInt8(ascii: "\\"), 0x30 + byte / 100, 0x30 + byte / 10 % 10, 0x30 + byte % 10,
      ]
    }
  }

  static func quoted(_ bytes: some Sequence<UInt8>) -> String {
    var text: [UInt8] = [UInt8(ascii: "\"")]
    for byte in bytes {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        text += [UInt8(ascii: "\\"), byte]
      } else {
        append(byte, to: &text)
      }
    }
    return String(decoding: text + [UInt8(ascii: "\"")], as: UTF8.self)
  }
}
