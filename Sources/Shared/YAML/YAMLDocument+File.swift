internal import Glibc
internal import Shared

extension YAMLDocument {
  /// Reads a file: what ``Configuration`` loads.
  ///
  /// A FIFO or a device, which might have it wait for ever, is refused; `/dev/null` is an empty
  /// file, as it is to everybody.
  package init(file: String, limits: YAMLLimits = YAMLLimits()) throws {
    try self.init(Self.bytes(of: file, limits: limits), name: file, limits: limits)
  }

  /// The content of such a file, for who needs it besides.
  package static func bytes(of file: String, limits: YAMLLimits = YAMLLimits()) throws -> [UInt8] {
    let descriptor = try FileDescriptor(opening: file, waits: false)
    let status = try FileStatus(of: descriptor, file)
    guard status.isRegular || file == "/dev/null" else {
      throw YAMLError(
        file: file, line: nil, path: YAMLPath(),
        reason: status.isFolder ? "it is a folder, not a file" : "it is not a regular file")
    }
    guard status.size <= limits.fileSize else { throw YAMLError.tooLarge(file, limits) }
    // One byte more, which shows that the file has grown past the limit since.
    return try read(descriptor, file, status.size, atMost: limits.fileSize + 1)
  }

  /// Reads until the end, which may have moved since the size was asked.
  private static func read(
    _ file: borrowing FileDescriptor, _ path: String, _ size: Int, atMost limit: Int
  ) throws(SystemError) -> [UInt8] {
    let descriptor = file.rawValue
    var bytes: [UInt8] = []
    while bytes.count < limit {
      let room = min(limit - bytes.count, max(size + 1 - bytes.count, 4096))
      var count = 0
      bytes.append(addingCapacity: room) { free in
        unsafe free.withUnsafeMutableBufferPointer { buffer, initialized in
          count = unsafe Glibc.read(descriptor, buffer.baseAddress, room)
          initialized = max(0, count)
        }
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("read", path) }
      guard count > 0 else { break }
    }
    return bytes
  }
}
