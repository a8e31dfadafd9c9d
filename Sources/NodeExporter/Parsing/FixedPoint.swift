import Shared

/// A whole number of tenths, hundredths, thousandths … as kernels count time.
///
/// It is written in decimal digits without going through a binary fraction: 1087069 hundredths
/// are 10870.69.
struct FixedPoint: MetricValue, Equatable {
  private let magnitude: UInt64
  private let isNegative: Bool
  /// How many digits stand behind the point.
  private let decimals: Int

  init(_ value: some BinaryInteger, decimals: Int) {
    magnitude = UInt64(value.magnitude)
    isNegative = value < 0
    self.decimals = decimals
  }

  func write(to output: inout OutputSpan<UInt8>) {
    var scale: UInt64 = 1
    for _ in 0..<decimals { scale *= 10 }
    if isNegative { output.append(UInt8(ascii: "-")) }
    var (whole, fraction) = magnitude.quotientAndRemainder(dividingBy: scale)
    whole.write(to: &output)
    guard fraction > 0 else { return }
    output.append(UInt8(ascii: "."))
    while fraction > 0 {
      scale /= 10
      (whole, fraction) = fraction.quotientAndRemainder(dividingBy: scale)
      whole.write(to: &output)
    }
  }
}
