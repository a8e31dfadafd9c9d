/// The messages of gRPC's health check, `grpc.health.v1.Health/Check`, in the framing of gRPC over
/// HTTP/2.
enum HealthCheck {
  static let path = "/grpc.health.v1.Health/Check"

  /// What a service says of itself, by its number.
  static let statuses = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"]

  static let serving = 1

  /// A frame with the question for a service: `HealthCheckRequest`, whose field 1 is its name.
  static func request(_ service: String) -> [UInt8] {
    let name = Array(service.utf8)
    var message: [UInt8] = []
    if !name.isEmpty { message = [1 << 3 | 2] + varint(name.count) + name }
    let count = UInt32(message.count)
    return [0] + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + message
  }

  /// The number in field 1 of the `HealthCheckResponse` in a frame; `nil` when it is none.
  static func status(_ body: [UInt8]) -> Int? {
    guard body.count >= 5, body[0] == 0 else { return nil }
    let count = body[1..<5].reduce(0) { $0 << 8 | Int($1) }
    guard body.count == 5 + count else { return nil }
    var rest = body[5...]
    // What is not there is zero.
    var status = 0
    while !rest.isEmpty {
      guard let tag = takeVarint(&rest) else { return nil }
      switch tag & 7 {
      case 0:
        guard let value = takeVarint(&rest) else { return nil }
        if tag >> 3 == 1 { status = value }
      case 1:
        guard rest.count >= 8 else { return nil }
        rest = rest.dropFirst(8)
      case 2:
        guard let length = takeVarint(&rest), length <= rest.count else { return nil }
        rest = rest.dropFirst(length)
      case 5:
        guard rest.count >= 4 else { return nil }
        rest = rest.dropFirst(4)
      default: return nil
      }
    }
    return status
  }

  private static func varint(_ number: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = number
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  /// `nil` when it has no end, or is larger than anything meant here.
  private static func takeVarint(_ bytes: inout ArraySlice<UInt8>) -> Int? {
    var number = 0
    for shift in stride(from: 0, to: 56, by: 7) {
      guard let byte = bytes.popFirst() else { return nil }
      number |= Int(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return number }
    }
    return nil
  }
}
