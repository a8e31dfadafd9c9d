import Shared

/// How many sockets of a kind are in each state, from `/proc/PID/net/tcp` and its like.
struct SocketStates: Sendable, Equatable {
  /// By the number that the kernel writes, which starts at one.
  private(set) var counts = [UInt64](repeating: 0, count: Self.names.count)
  /// Bytes that wait to be sent, or to be read.
  private(set) var queuedToSend: UInt64 = 0
  private(set) var queuedToRead: UInt64 = 0
  /// Packets for which there was no room; UDP only.
  private(set) var dropped: UInt64 = 0
  private(set) var total: UInt64 = 0

  /// As cAdvisor spells them.
  static let names = [
    "established", "synsent", "synrecv", "finwait1", "finwait2", "timewait", "close", "closewait",
    "lastack", "listen", "closing",
  ]

  /// - Returns: `nil` where the kernel has no such table, as without IPv6.
  static func read(_ table: String, of process: FileTree) throws -> SocketStates? {
    let source = process.fileReadOnce("net/\(table)")
    do {
      let file = try source.read()
      return try source.parsing { try SocketStates(file.span) }
    } catch let error as SystemError where error.isNotFound {
      return nil
    }
  }

  /// Reads a headline and lines of
  /// `0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 21 2 … 0`: a
  /// number, both addresses, the state, what is queued, and for UDP at last what was dropped.
  init(_ file: Span<UInt8>) throws(ParseError) {
    var lines = TextCursor(file)
    _ = lines.nextLine()
    while var line = lines.nextLine() {
      line.skip(fields: 3)
      let state = try line.hexadecimal()
      var queues = line.slice()
      var toSend = queues.slice(upTo: ":")
      queuedToSend += try toSend.hexadecimal()
      queuedToRead += try queues.hexadecimal()
      total += 1
      if (1...UInt64(counts.count)).contains(state) { counts[Int(state) - 1] += 1 }
      line.skip(fields: 7)
      if let drops = try? line.integer() { dropped += drops }
    }
  }
}
