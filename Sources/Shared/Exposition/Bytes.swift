// How text goes into a page: runs are copied whole, and room is made once for a line, since
// appending byte by byte to an array costs several times as much.

extension [UInt8] {
  mutating func append(_ text: StaticString) {
    unsafe append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func append(_ text: String) {
    append(text.utf8.span)
  }

  package mutating func append(_ text: Span<UInt8>) {
    unsafe text.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  /// Appends `text` with its newlines and backslashes escaped, and `quote` if there is one.
  mutating func append(escaping text: String, quote: UInt8 = UInt8(ascii: "\n")) {
    append(addingCapacity: 2 * text.utf8.count) { $0.append(escaping: text, quote: quote) }
  }
}

// MARK: - Samples

extension [UInt8] {
  /// Appends the line of a sample whose labels, and those that stand before them, are rendered
  /// already.
  mutating func append(
    sample name: Span<UInt8>, _ suffix: StaticString, _ value: some MetricValue,
    _ constant: [UInt8],
    _ labels: Span<UInt8>
  ) {
    let capacity =
      name.count + suffix.utf8CodeUnitCount + constant.count + labels.count + longestValue + 2
    append(addingCapacity: capacity) { line in
      line.append(name)
      line.append(suffix)
      if constant.isEmpty || labels.isEmpty {
        line.append(constant.span)
        line.append(labels)
      } else {
        line.append(constant.span.extracting(droppingLast: 1))
        line.append(UInt8(ascii: ","))
        line.append(labels.extracting(droppingFirst: 1))
      }
      line.append(UInt8(ascii: " "))
      value.write(to: &line)
      line.append(UInt8(ascii: "\n"))
    }
  }

  /// Appends the line of a sample.
  mutating func append<let count: Int>(
    sample name: Span<UInt8>, _ value: some MetricValue, _ labels: [count of Label]
  ) {
    var capacity = name.count + count + longestValue + 3
    for index in labels.indices { capacity += labels[index].capacity }
    append(addingCapacity: capacity) { line in
      line.append(name)
      for index in labels.indices {
        line.append(UInt8(ascii: index == 0 ? "{" : ","))
        line.append(label: labels[index])
      }
      if count > 0 { line.append(UInt8(ascii: "}")) }
      line.append(UInt8(ascii: " "))
      value.write(to: &line)
      line.append(UInt8(ascii: "\n"))
    }
  }
}

extension OutputSpan<UInt8> {
  mutating func append(_ text: StaticString) {
    unsafe append(
      copying: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func append(_ text: Span<UInt8>) {
    unsafe text.withUnsafeBufferPointer { unsafe append(copying: $0) }
  }

  /// Appends `name="value"`, which takes ``Label/capacity`` bytes at most.
  mutating func append(label: Label) {
    append(label.name)
    append("=\"" as StaticString)
    append(escaping: label.value, quote: UInt8(ascii: "\""))
    append(UInt8(ascii: "\""))
  }

  /// Appends `text` with a backslash before each backslash and each byte that would end the line
  /// or the quoted string early.
  mutating func append(escaping text: String, quote: UInt8 = UInt8(ascii: "\n")) {
    let text = text.utf8.span
    var start = 0
    for index in text.indices {
      let byte = unsafe text[unchecked: index]
      guard byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "\n") || byte == quote else {
        continue
      }
      append(text.extracting(start..<index))
      append(UInt8(ascii: "\\"))
      append(byte == UInt8(ascii: "\n") ? UInt8(ascii: "n") : byte)
      start = index + 1
    }
    append(text.extracting(start..<text.count))
  }

  private mutating func append(copying source: UnsafeBufferPointer<UInt8>) {
    guard let start = source.baseAddress, source.count > 0 else { return }
    precondition(source.count <= freeCapacity)
    unsafe withUnsafeMutableBufferPointer { buffer, initialized in
      unsafe (buffer.baseAddress! + initialized).update(from: start, count: source.count)
      initialized += source.count
    }
  }
}

extension Label {
  /// How many bytes the label takes at most.
  var capacity: Int { name.utf8CodeUnitCount + 2 * value.utf8.count + 3 }
}
