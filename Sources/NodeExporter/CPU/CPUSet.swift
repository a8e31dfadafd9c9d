import Shared

/// A set of processors as the kernel spells it: `0-3,8`.
struct CPUSet: Equatable {
  private(set) var cpus: [Int] = []

  /// Reads a file such as `/sys/devices/system/cpu/online`.
  init(_ file: Span<UInt8>) throws(ParseError) {
    var text = TextCursor(file)
    guard var line = text.nextLine() else { return }
    line.skipBlanks()
    // What kernels print of a set that was never made, such as the isolated processors of some.
    if line.equals("(null)") { return }
    while !line.isAtEnd {
      var range = line.slice(upTo: ",")
      var first = range.slice(upTo: "-")
      let start = try first.processor()
      let end = range.isAtEnd ? start : try range.processor()
      guard start <= end, end < 1 << 20 else {
        throw ParseError(expected: "a range of processors", found: "\(start)-\(end)")
      }
      cpus += start...end
    }
  }
}

extension TextCursor {
  /// Takes the next field as the number of a processor.
  mutating func processor() throws(ParseError) -> Int {
    let number = try integer()
    guard let processor = Int(exactly: number) else {
      throw ParseError(expected: "a processor's number", found: "\(number)")
    }
    return processor
  }
}
