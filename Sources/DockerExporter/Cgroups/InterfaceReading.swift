import Shared

/// The traffic of a container's network interface, from a line of `/proc/PID/net/dev`.
struct InterfaceReading: Sendable, Equatable {
  struct Direction: Sendable, Equatable {
    var bytes: UInt64?
    var packets: UInt64?
    var errors: UInt64?
    var dropped: UInt64?
  }

  let name: String
  let received: Direction
  let transmitted: Direction

  /// The interfaces of the network that a process is in, without its loopback and without the ends
  /// of the networks of containers that run within the container: these would be counted twice.
  static func all(of process: FileTree) throws -> [InterfaceReading] {
    let source = process.fileReadOnce("net/dev")
    let file = try source.read()
    return try source.parsing { try all(in: file.span) }
  }

  static func all(in file: Span<UInt8>) throws(ParseError) -> [InterfaceReading] {
    var readings: [InterfaceReading] = []
    var lines = TextCursor(file)
    _ = lines.nextLine()
    _ = lines.nextLine()
    while var line = lines.nextLine() {
      let name = line.field(upTo: ":")
      if name == "lo" || ["veth", "docker", "nerdctl"].contains(where: name.hasPrefix) { continue }
      let received = try Direction(&line)
      // FIFO errors, framing errors, compressed packets and multicast.
      line.skip(fields: 4)
      readings.append(
        InterfaceReading(name: name, received: received, transmitted: try Direction(&line)))
    }
    return readings
  }
}

extension InterfaceReading.Direction {
  fileprivate init(_ line: inout TextCursor) throws(ParseError) {
    bytes = try line.integer()
    packets = try line.integer()
    errors = try line.integer()
    dropped = try line.integer()
  }
}
