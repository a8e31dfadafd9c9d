import Shared

/// What `/proc/PID/mountstats` tells of one file system from an NFS server.
struct MountStatistics {
  let export: String
  let point: String
  var age: UInt64?
  var bytes: [UInt64] = []
  var events: [UInt64] = []
  var transports: [Transport] = []
  var operations: [(name: String, numbers: [UInt64])] = []

  /// A connection to the server; there is more than one with `nconnect=`.
  struct Transport {
    let proto: String
    /// By what it is, in the order of ``MountStatistics/transportNumbers(of:)``.
    let numbers: [TransportNumber: UInt64]
  }

  enum TransportNumber {
    case bind, connect, idle, sends, receives, badIDs, backlog, slots, sending, pending
  }

  /// What labels its samples: `tcp`, or nothing where no connection was made yet.
  var proto: String { transports.first?.proto ?? "" }

  /// Every file system of the file that NFS mounted, in its order.
  static func all(_ file: Span<UInt8>) throws(ParseError) -> [MountStatistics] {
    var all: [MountStatistics] = []
    var isNFS = false
    var lines = TextCursor(file)
    while var line = lines.nextLine() {
      if line.take(prefix: "device ") {
        let export = line.field()
        line.skip(fields: 2)
        let point = line.field()
        line.skip(fields: 2)
        let type = line.field()
        isNFS = type == "nfs" || type == "nfs4"
        if isNFS { all.append(MountStatistics(export: export, point: point)) }
      } else if isNFS {
        try all[all.count - 1].read(&line)
      }
    }
    return all
  }

  private init(export: String, point: String) {
    self.export = export
    self.point = point
  }

  /// Reads a line of `key: numbers`. The operations' names are in capitals, as `READ` is.
  private mutating func read(_ line: inout TextCursor) throws(ParseError) {
    let key = line.field(upTo: ":")
    switch key {
    case "age": age = try line.integer()
    case "bytes": bytes = try line.integers()
    case "events": events = try line.integers()
    case "xprt":
      let proto = line.field()
      let numbers = try line.integers()
      var named: [TransportNumber: UInt64] = [:]
      for (place, number) in zip(Self.transportNumbers(of: proto), numbers) {
        if let place { named[place] = number }
      }
      transports.append(Transport(proto: proto, numbers: named))
    default:
      guard let first = key.utf8.first, UInt8(ascii: "A") <= first, first <= UInt8(ascii: "Z"),
        key.utf8.allSatisfy({ $0 < UInt8(ascii: "a") && $0 != UInt8(ascii: " ") })
      else { return }
      operations.append((key, try line.integers()))
    }
  }

  /// What stands behind the protocol's name; the first is a port.
  private static func transportNumbers(of proto: String) -> [TransportNumber?] {
    let connecting: [TransportNumber?] = proto == "udp" ? [] : [.connect, nil, .idle]
    let queues: [TransportNumber?] =
      proto == "rdma" ? [.backlog] : [.backlog, .slots, .sending, .pending]
    return [nil, .bind] + connecting + [.sends, .receives, .badIDs, nil] + queues
  }
}

extension TextCursor {
  /// Takes all numbers up to the end of the line.
  fileprivate mutating func integers() throws(ParseError) -> [UInt64] {
    var numbers: [UInt64] = []
    skipBlanks()
    while !isAtEnd {
      numbers.append(try integer())
      skipBlanks()
    }
    return numbers
  }
}
