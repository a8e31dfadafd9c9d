import Shared

/// How many files a process may have open, from `/proc/PID/limits`.
enum OpenFileUlimit {
  /// The soft limit, -1 for none; `nil` where the kernel does not tell.
  static func read(of process: FileTree) throws -> Double? {
    let source = process.fileReadOnce("limits")
    let file = try source.read()
    return try source.parsing { try soft(in: file.span) }
  }

  /// Reads the line of `Max open files            1024                 524288               files`.
  static func soft(in file: Span<UInt8>) throws(ParseError) -> Double? {
    var lines = TextCursor(file)
    while var line = lines.nextLine() {
      guard line.take(prefix: "Max open files") else { continue }
      line.skipBlanks()
      return line.take(prefix: "unlimited") ? -1 : Double(try line.integer())
    }
    return nil
  }
}
