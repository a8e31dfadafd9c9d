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
package struct Labels: Hashable, Sendable {
  /// `{name="value",…}`, or nothing when there are no labels.
  let bytes: [UInt8]

  package static let none = Labels([])

  package init<let count: Int>(_ labels: [count of Label]) {
    var capacity = 2
    for index in labels.indices { capacity += labels[index].capacity + 1 }
    bytes = Array(capacity: count > 0 ? capacity : 0) { output in
      guard count > 0 else { return }
      for index in labels.indices {
        output.append(UInt8(ascii: index == 0 ? "{" : ","))
        output.append(label: labels[index])
      }
      output.append(UInt8(ascii: "}"))
    }
  }

  /// Labels whose names are known only when the program runs, as those of a parsed file are.
  package init(pairs: [(name: String, value: String)]) {
    var bytes: [UInt8] = []
    for (index, pair) in pairs.enumerated() {
      bytes.append(UInt8(ascii: index == 0 ? "{" : ","))
      bytes.append(pair.name)
      bytes.append("=\"" as StaticString)
      bytes.append(escaping: pair.value, quote: UInt8(ascii: "\""))
      bytes.append(UInt8(ascii: "\""))
    }
    if !pairs.isEmpty { bytes.append(UInt8(ascii: "}")) }
    self.bytes = bytes
  }

  /// These labels and one more, as the samples of a histogram have.
  package func adding(_ label: Label) -> Labels {
    var bytes = self.bytes
    if bytes.isEmpty {
      bytes.append(UInt8(ascii: "{"))
    } else {
      bytes[bytes.count - 1] = UInt8(ascii: ",")
    }
    bytes.append(addingCapacity: label.capacity + 1) { output in
      output.append(label: label)
      output.append(UInt8(ascii: "}"))
    }
    return Labels(rendered: bytes)
  }

  /// The labels of both sets, in this order.
  func adding(_ more: Labels) -> Labels {
    guard !bytes.isEmpty, !more.bytes.isEmpty else { return bytes.isEmpty ? more : self }
    return Labels(rendered: bytes.dropLast() + [UInt8(ascii: ",")] + more.bytes.dropFirst())
  }

  private init(rendered bytes: [UInt8]) { self.bytes = bytes }
}
