/// A number of bytes as configuration files write it.
struct ByteSize: Equatable {
  let bytes: Int

  /// - Parameter text: `512`, `10B`, `1KB`, `1.5MiB`, `1GB512MB`. Units are powers of 1024, with or
  ///   without an `i`.
  init(_ text: String) throws {
    let malformed = Malformed(text: text)
    var sum = 0.0
    var rest = text[...]
    guard !rest.isEmpty else { throw malformed }
    while !rest.isEmpty {
      let digits = rest.prefix { ("0"..."9").contains($0) || $0 == "." }
      rest = rest.dropFirst(digits.count)
      let name = rest.prefix { !("0"..."9").contains($0) && $0 != "." }
      rest = rest.dropFirst(name.count)
      // Bytes alone need no unit.
      guard let count = Double(digits), let unit = Self.unit(name.isEmpty ? "B" : String(name))
      else { throw malformed }
      sum += count * unit
    }
    guard sum < 0x1p62 else { throw malformed }
    bytes = Int(sum)
  }

  private static func unit(_ name: String) -> Double? {
    let letters = ["", "K", "M", "G", "T", "P", "E"]
    var factor = 1.0
    for letter in letters {
      if name == "\(letter)B" || (!letter.isEmpty && name == "\(letter)iB") { return factor }
      factor *= 1024
    }
    return nil
  }

  struct Malformed: Error, CustomStringConvertible {
    let text: String
    var description: String { "'\(text)' is not a size such as 512B, 10KB or 1MB" }
  }
}
