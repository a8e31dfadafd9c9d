import Shared

/// Whoever answers for a table over netlink: the kernel, or a recording of it.
protocol NetlinkTables: Sendable {
  /// Asks for a table; see ``NetlinkSocket/dump(type:body:into:_:)``.
  func dump<Result>(
    type: UInt16, body: [UInt8], into initial: Result,
    _ each: (inout Result, UInt16, Span<UInt8>) throws -> Void
  ) throws -> Result
}

extension NetlinkConnection: NetlinkTables {}

extension [UInt8] {
  /// Appends an attribute of a request.
  mutating func append(attribute type: some BinaryInteger, _ value: [UInt8]) {
    append(native: UInt16(4 + value.count))
    append(native: UInt16(type))
    append(contentsOf: value)
    while count % 4 != 0 { append(0) }
  }

  /// Appends a number in the machine's byte order.
  mutating func append(native number: some FixedWidthInteger) {
    unsafe Swift.withUnsafeBytes(of: number) { unsafe append(contentsOf: $0) }
  }

  static func native(_ number: some FixedWidthInteger) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(native: number)
    return bytes
  }
}
