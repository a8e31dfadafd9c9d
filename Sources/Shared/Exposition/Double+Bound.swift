extension Double {
  /// The number as the Go exporters spell it in `le` and `quantile`: those are part of a series'
  /// name, so that `1e+06` and `1000000` would be two series.
  ///
  /// They use an exponent, of at least two digits, below 0.0001 and from a million on.
  var boundSpelling: String {
    var spelling: [UInt8] = []
    // Most bounds need no exponent, which is known without their digits.
    guard isFinite, magnitude < 0.0001 || magnitude >= 1_000_000, self != 0 else {
      write(to: &spelling)
      return String(decoding: spelling, as: UTF8.self)
    }
    let (digits, exponent) = shortestDigits
    let sign = self < 0 ? "-" : ""
    let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
    let size = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
    return "\(sign)\(digits.prefix(1))\(fraction)e\(exponent < 0 ? "-" : "+")\(size)"
  }

  /// The digits without leading and trailing zeros, and the power of ten of the first.
  private var shortestDigits: (String, Int) {
    let parts = magnitude.description.split(separator: "e")
    let point = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let whole = point[0]
    let fraction = point.count > 1 ? point[1] : ""
    let all = whole + fraction
    let leadingZeros = all.prefix { $0 == "0" }.count
    var digits = String(all.dropFirst(leadingZeros))
    while digits.last == "0" { digits.removeLast() }
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    return (digits, exponent + whole.count - 1 - leadingZeros)
  }
}
