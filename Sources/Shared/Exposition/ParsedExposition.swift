/// What a text in the format 0.0.4 says, family by family in the order in which they appear.
package struct ParsedExposition: Sendable {
  package internal(set) var families: [Family] = []

  package struct Family: Sendable {
    package let name: String
    package internal(set) var kind = MetricKind.untyped
    package internal(set) var help: String?
    package internal(set) var samples: [Sample] = []
    /// The line where it is first named.
    package let line: Int
  }

  /// One sample: where its parts stand in the text.
  package struct Sample: Sendable {
    package let value: Double
    /// Milliseconds since 1970.
    package let timestamp: Int64?
    /// The same for two samples with the same name and the same labels in any order, apart from
    /// empty ones, which Prometheus does not tell from absent ones.
    package let series: Int
    let source: [UInt8]
    let nameRange: Range<UInt32>
    /// What is between the braces.
    let labelRange: Range<UInt32>
    let lineNumber: UInt32
  }
}

extension ParsedExposition.Sample {
  package var line: Int { Int(lineNumber) }

  /// With a histogram's or summary's suffix.
  package var name: String {
    String(copying: source.span.extracting(Int(nameRange.lowerBound)..<Int(nameRange.upperBound)))
  }

  /// In the order of the text.
  package var labels: [(name: String, value: String)] {
    guard !labelRange.isEmpty else { return [] }
    var scanner = LabelScanner(source, at: Int(labelRange.lowerBound))
    var labels: [(name: String, value: String)] = []
    // The text was found to be in order when it was parsed.
    while let label = try? scanner.next() {
      labels.append(
        (String(copying: source.span.extracting(label.name)), scanner.unescaped(label.value)))
    }
    return labels
  }

  /// The line of the sample as we write it, without its timestamp.
  package func write(to bytes: inout [UInt8]) {
    bytes.append(name)
    bytes.append(contentsOf: Labels(pairs: labels).bytes)
    bytes.append(UInt8(ascii: " "))
    value.write(to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
  }
}

/// A text that is not in the format 0.0.4.
package struct ExpositionError: Error, Equatable, CustomStringConvertible {
  /// Counted from 1.
  package let line: Int
  package let reason: String

  package init(line: Int, reason: String) {
    self.line = line
    self.reason = reason
  }

  package var description: String { "line \(line): \(reason)" }
}
