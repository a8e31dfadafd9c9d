import Shared

/// What a container has read and written of one block device since its control group was made.
struct BlockIOReading: Sendable, Equatable {
  struct Device: Sendable, Hashable {
    let major: UInt64
    let minor: UInt64
  }

  enum Operation: String, Sendable, CaseIterable {
    case async = "Async"
    case discard = "Discard"
    case read = "Read"
    case sync = "Sync"
    case total = "Total"
    case write = "Write"
  }

  /// What the controller that shares out a device's time reckons, in seconds.
  struct Cost: Sendable, Equatable {
    var usage: Double?
    var wait: Double?
    var indebt: Double?
    var indelay: Double?
  }

  let device: Device
  /// Bytes and requests by kind, as far as the kernel tells them.
  var bytes: [Operation: UInt64] = [:]
  var requests: [Operation: UInt64] = [:]
  var cost = Cost()

  init(_ device: Device) { self.device = device }
}

/// The devices of one container, in the kernel's order.
struct BlockIOTable: Sendable, Equatable {
  private(set) var devices: [BlockIOReading] = []

  private mutating func withDevice(
    _ device: BlockIOReading.Device, _ body: (inout BlockIOReading) -> Void
  ) {
    if let index = devices.firstIndex(where: { $0.device == device }) {
      return body(&devices[index])
    }
    var reading = BlockIOReading(device)
    body(&reading)
    devices.append(reading)
  }

  /// Reads lines of `8:0 Read 4096`, as the first version has them. The last line, the sum over all
  /// devices, is passed over.
  mutating func readFirst(
    _ file: Span<UInt8>,
    into field: WritableKeyPath<BlockIOReading, [BlockIOReading.Operation: UInt64]>
  ) throws(ParseError) {
    var lines = TextCursor(file)
    while var line = lines.nextLine() {
      if line.take(prefix: "Total") { continue }
      let device = try BlockIOReading.Device(&line)
      guard let operation = BlockIOReading.Operation(rawValue: line.field()) else { continue }
      let value = try line.integer()
      withDevice(device) { $0[keyPath: field][operation] = value }
    }
  }

  /// Reads lines of `8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0`, as `io.stat` of the
  /// second version has them.
  ///
  /// Linux 5.14 to 5.16 do not end the line after a device that has no figures: the figures of a line
  /// are those of the device before them.
  mutating func readSecond(_ file: Span<UInt8>) throws(ParseError) {
    var lines = TextCursor(file)
    while var line = lines.nextLine() {
      let device = try BlockIOReading.Device(&line)
      var reading = BlockIOReading(device)
      line.skipBlanks()
      while !line.isAtEnd {
        var value = line.slice()
        var key = value.slice(upTo: "=")
        if value.isAtEnd, let next = try? BlockIOReading.Device(&key) {
          reading = BlockIOReading(next)
        } else if let number = try? value.integer() {
          reading.read(key, number)
        }
        line.skipBlanks()
      }
      // A device that has been named but has no figures yet.
      guard !reading.bytes.isEmpty || !reading.requests.isEmpty else { continue }
      withDevice(device) { $0 = reading }
    }
  }
}

extension BlockIOReading {
  fileprivate mutating func read(_ key: borrowing TextCursor, _ value: UInt64) {
    if key.equals("rbytes") { bytes[.read] = value }
    if key.equals("wbytes") { bytes[.write] = value }
    if key.equals("dbytes") { bytes[.discard] = value }
    if key.equals("rios") { requests[.read] = value }
    if key.equals("wios") { requests[.write] = value }
    if key.equals("dios") { requests[.discard] = value }
    if key.equals("cost.usage") { cost.usage = Double(value) / 1e6 }
    if key.equals("cost.wait") { cost.wait = Double(value) / 1e6 }
    if key.equals("cost.indebt") { cost.indebt = Double(value) / 1e6 }
    if key.equals("cost.indelay") { cost.indelay = Double(value) / 1e6 }
  }
}

extension BlockIOReading.Device {
  fileprivate init(_ line: inout TextCursor) throws(ParseError) {
    var numbers = line.slice()
    var first = numbers.slice(upTo: ":")
    major = try first.integer()
    minor = try numbers.integer()
  }
}
