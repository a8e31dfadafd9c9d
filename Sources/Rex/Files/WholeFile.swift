import Glibc
import Shared

/// A file of any length.
enum WholeFile {
  static func contents(of path: String) throws(SystemError) -> [UInt8] {
    let descriptor = try FileDescriptor(opening: path)
    var contents: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe read(descriptor.rawValue, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("read", path) }
      if count == 0 { return contents }
      contents += buffer[..<count]
    }
  }

  /// Writes a new file.
  ///
  /// - Parameter replaces: Whether one that is there may go.
  static func write(_ text: String, to path: String, replaces: Bool) throws(SystemError) {
    let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (replaces ? O_TRUNC : O_EXCL)
    let descriptor = FileDescriptor(owning: unsafe Glibc.open(path, flags, 0o644))
    guard descriptor.rawValue >= 0 else { throw SystemError("write", path) }
    try append(Array(text.utf8), to: descriptor, path)
  }

  /// Writes all of it, or fails.
  static func append(
    _ bytes: [UInt8], to descriptor: borrowing FileDescriptor, _ path: String
  ) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor.rawValue, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw SystemError("write", path) }
      rest = rest.dropFirst(count)
    }
  }
}
