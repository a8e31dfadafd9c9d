internal import CLinux
internal import Glibc

/// An open file descriptor, closed when its owner goes out of scope.
package struct FileDescriptor: ~Copyable, Sendable {
  package let rawValue: CInt

  package init(owning rawValue: CInt) {
    self.rawValue = rawValue
  }

  /// Opens `path` for reading. The corresponding C function is `open`.
  ///
  /// - Parameter waits: Whether to wait for the writer of a FIFO, or for a device.
  package init(opening path: String, waits: Bool = true) throws(SystemError) {
    let descriptor = unsafe vigie_open(path, waits ? O_RDONLY : O_RDONLY | O_NONBLOCK)
    guard descriptor >= 0 else { throw SystemError("open", path) }
    rawValue = descriptor
  }

  deinit { close(rawValue) }

  /// Gives the descriptor away: the caller closes it.
  package consuming func release() -> CInt {
    let descriptor = rawValue
    discard self
    return descriptor
  }
}
