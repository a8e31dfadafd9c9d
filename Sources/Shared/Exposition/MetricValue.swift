/// A number that can be the value of a sample.
package protocol MetricValue {
  /// Appends the value in the spelling that Prometheus parses, ``longestValue`` bytes at most.
  func write(to output: inout OutputSpan<UInt8>)
}

/// `-2.2250738585072014e-308` has 24 bytes.
let longestValue = 32

extension MetricValue {
  /// Appends the value in the spelling that Prometheus parses.
  package func write(to bytes: inout [UInt8]) {
    bytes.append(addingCapacity: longestValue) { write(to: &$0) }
  }
}

extension UInt64: MetricValue {
  package func write(to output: inout OutputSpan<UInt8>) {
    if self < 10 { return output.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: self)) }
    var digits = [20 of UInt8](repeating: 0)
    var first = digits.count
    var rest = self
    repeat {
      first &-= 1
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      digits[first] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
      rest = quotient
    } while rest > 0
    output.append(digits.span.extracting(first..<digits.count))
  }
}

extension Int: MetricValue {
  package func write(to output: inout OutputSpan<UInt8>) {
    if self < 0 { output.append(UInt8(ascii: "-")) }
    UInt64(magnitude).write(to: &output)
  }
}

extension Bool: MetricValue {
  package func write(to output: inout OutputSpan<UInt8>) {
    output.append(UInt8(ascii: self ? "1" : "0"))
  }
}

extension Double: MetricValue {
  /// Appends the shortest digits that read back as exactly this number.
  package func write(to output: inout OutputSpan<UInt8>) {
    if magnitude < 0x1p53, let integer = Int(exactly: self) {
      if integer == 0, sign == .minus { output.append(UInt8(ascii: "-")) }
      integer.write(to: &output)
    } else if isNaN {
      output.append("NaN" as StaticString)
    } else if isInfinite {
      output.append(self < 0 ? "-Inf" : "+Inf" as StaticString)
    } else if !writeDecimals(to: &output) {
      output.append(description.utf8.span)
    }
  }

  /// Appends a number of six decimals or fewer, as counted ticks and measured milliseconds are.
  ///
  /// No two decimal numbers of fifteen digits or fewer are read as the same `Double`, so one that
  /// reads back is the shortest.
  private func writeDecimals(to output: inout OutputSpan<UInt8>) -> Bool {
    let scaled = (magnitude * 1_000_000).rounded()
    guard scaled < 1e15, scaled >= 100, scaled / 1_000_000 == magnitude else { return false }
    let (whole, decimals) = UInt64(scaled).quotientAndRemainder(dividingBy: 1_000_000)
    if self < 0 { output.append(UInt8(ascii: "-")) }
    whole.write(to: &output)
    output.append(UInt8(ascii: "."))
    var rest = decimals
    var place: UInt64 = 100_000
    while rest > 0 {
      let (digit, remainder) = rest.quotientAndRemainder(dividingBy: place)
      output.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit))
      rest = remainder
      place /= 10
    }
    return true
  }
}

extension Duration: MetricValue {
  /// Appends the duration in seconds, the base unit of time in Prometheus.
  package func write(to output: inout OutputSpan<UInt8>) {
    (self / .seconds(1)).write(to: &output)
  }
}
