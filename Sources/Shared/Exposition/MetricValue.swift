/// A number that can be the value of a sample.
package protocol MetricValue {
  /// Appends the value in the spelling that Prometheus parses.
  func write(to bytes: inout [UInt8])
}

extension UInt64: MetricValue {
  package func write(to bytes: inout [UInt8]) {
    if self < 10 { return bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: self)) }
    var digits = [20 of UInt8](repeating: 0)
    var first = digits.count
    var rest = self
    repeat {
      first -= 1
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      digits[first] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit)
      rest = quotient
    } while rest > 0
    for index in first..<digits.count { bytes.append(digits[index]) }
  }
}

extension Int: MetricValue {
  package func write(to bytes: inout [UInt8]) {
    if self < 0 { bytes.append(UInt8(ascii: "-")) }
    UInt64(magnitude).write(to: &bytes)
  }
}

extension Bool: MetricValue {
  package func write(to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: self ? "1" : "0"))
  }
}

extension Double: MetricValue {
  /// Appends the shortest digits that read back as exactly this number.
  package func write(to bytes: inout [UInt8]) {
    if let integer = Int(exactly: self), integer.magnitude < 1 << 53 {
      if integer == 0, sign == .minus { bytes.append(UInt8(ascii: "-")) }
      integer.write(to: &bytes)
    } else if isNaN {
      bytes.append(contentsOf: "NaN".utf8)
    } else if isInfinite {
      bytes.append(contentsOf: (self < 0 ? "-Inf" : "+Inf").utf8)
    } else {
      bytes.append(contentsOf: description.utf8)
    }
  }
}

extension Duration: MetricValue {
  /// Appends the duration in seconds, the base unit of time in Prometheus.
  package func write(to bytes: inout [UInt8]) {
    (self / .seconds(1)).write(to: &bytes)
  }
}
