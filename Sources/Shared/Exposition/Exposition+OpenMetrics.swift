extension Exposition {
  /// The same series in OpenMetrics 1.0.0.
  ///
  /// Only headers differ; samples are copied as they are, so a series has the same name in both
  /// formats. A name that OpenMetrics does not allow for its type costs the type: a counter
  /// without `_total`, or one that another family's name stands in the way of, is of type unknown.
  ///
  /// One rule is left unheeded, since no type could heal it: a family `x_created` beside a
  /// histogram or summary `x`. Prometheus does not mind.
  package func openMetrics() -> [UInt8] {
    var output: [UInt8] = []
    writeOpenMetrics(to: &output)
    return output
  }

  /// Appends ``openMetrics()`` to a buffer that can be used again.
  package func writeOpenMetrics(to output: inout [UInt8]) {
    output.reserveCapacity(output.count + bytes.count + places.count * 32 + 8)
    for (index, place) in places.enumerated() {
      let fullName = bytes.span.extracting(place.nameRange)
      let help = bytes.span.extracting(place.helpRange)
      let header = header(of: place.kind, fullName)
      let name = fullName.extracting(droppingLast: header.suffixLength)
      let samples = samples(of: index)
      let capacity = 3 * name.count + 2 * help.count + samples.count + 64
      output.append(addingCapacity: capacity) { output in
        output.append("# TYPE " as StaticString)
        output.append(name)
        output.append(UInt8(ascii: " "))
        output.append(header.type)
        if header.mayHaveUnit, let unit = Self.unit(of: name) {
          output.append("\n# UNIT " as StaticString)
          output.append(name)
          output.append(UInt8(ascii: " "))
          output.append(unit)
        }
        output.append("\n# HELP " as StaticString)
        output.append(name)
        output.append(UInt8(ascii: " "))
        // Line ends and backslashes are escaped alike in both formats.
        output.append(escapingQuotes: help)
        output.append(UInt8(ascii: "\n"))
        output.append(bytes.span.extracting(samples))
      }
    }
    output.append("# EOF\n" as StaticString)
  }

  private struct Header {
    var type: StaticString
    /// How much of the family's name belongs to its samples only.
    var suffixLength = 0
    /// An info has none.
    var mayHaveUnit = true
  }

  private func header(of kind: MetricKind, _ name: Span<UInt8>) -> Header {
    switch kind {
    case .gauge: Header(type: "gauge")
    case .histogram: Header(type: "histogram")
    case .summary: Header(type: "summary")
    case .untyped: Header(type: "unknown")
    case .counter:
      canBeBare(name, "_total", claiming: "_created")
        ? Header(type: "counter", suffixLength: "_total".utf8.count) : Header(type: "unknown")
    case .info:
      canBeBare(name, "_info", claiming: "_total")
        ? Header(type: "info", suffixLength: "_info".utf8.count, mayHaveUnit: false)
        : Header(type: "gauge")
    }
  }

  /// Whether a family may go by its name without `suffix`: it and the name with `other` instead
  /// must be free, since OpenMetrics reserves them.
  private func canBeBare(
    _ name: Span<UInt8>, _ suffix: StaticString, claiming other: StaticString
  ) -> Bool {
    let length = suffix.utf8CodeUnitCount
    guard name.count > length, name.ends(with: suffix),
      !names.contains(NameIndex.Key(name, dropping: length)),
      !names.contains(NameIndex.Key(name, dropping: length, adding: other))
    else { return false }
    // The bare name may itself be one that another counter reserves.
    let base = name.extracting(droppingLast: length)
    return !base.ends(with: "_created")
      || !names.contains(NameIndex.Key(name, dropping: length + 8, adding: "_total"))
  }

  private static func unit(of name: Span<UInt8>) -> StaticString? {
    for unit in units where name.count > unit.utf8CodeUnitCount + 1 && name.ends(with: unit) {
      if name[name.count - unit.utf8CodeUnitCount - 1] == UInt8(ascii: "_") { return unit }
    }
    return nil
  }

  /// The base units of Prometheus.
  private static let units: [StaticString] = [
    "seconds", "bytes", "ratio", "celsius", "volts", "amperes", "joules", "meters", "grams",
  ]
}

extension OutputSpan<UInt8> {
  fileprivate mutating func append(escapingQuotes text: Span<UInt8>) {
    var start = 0
    for index in text.indices where unsafe text[unchecked: index] == UInt8(ascii: "\"") {
      append(text.extracting(start..<index))
      append(UInt8(ascii: "\\"))
      start = index
    }
    append(text.extracting(start..<text.count))
  }
}

extension Span<UInt8> {
  func ends(with suffix: StaticString) -> Bool {
    let length = suffix.utf8CodeUnitCount
    guard count >= length else { return false }
    var index = length
    while index > 0 {
      index -= 1
      if unsafe self[count - length + index] != suffix.utf8Start[index] { return false }
    }
    return true
  }
}
