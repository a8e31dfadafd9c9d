internal import Glibc

/// A file that holds a password or a few lines.
package enum SmallFile {
  /// More than anybody means.
  private static let limit = 1 << 20

  package static func contents(of path: String) throws(SystemError) -> [UInt8] {
    // Does not wait for the writer of a FIFO.
    let descriptor = try FileDescriptor(opening: path, waits: false)
    var contents: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe read(descriptor.rawValue, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("read", path) }
      if count == 0 { return contents }
      contents += buffer[..<count]
      if contents.count > limit { throw SystemError("read", path, code: EFBIG) }
    }
  }
}
