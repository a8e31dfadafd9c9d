internal import CLinux
internal import Glibc

/// Which file stands at a path and in which state, from `stat`: it differs once the file is
/// written or another one takes its place, so that what was read can be kept until then.
package struct FileStatus: Equatable, Sendable {
  private let device: UInt64
  private let inode: UInt64
  /// Bytes.
  package let size: Int
  /// Nanoseconds since 1970.
  package let modified: Int64
  /// When the file was last written, renamed or given other attributes, in nanoseconds since 1970;
  /// unlike ``modified`` nobody can set it.
  package let changed: Int64
  package let isRegular: Bool
  package let isFolder: Bool

  /// Follows symbolic links.
  package init(of path: String) throws(SystemError) {
    var status = Glibc.stat()
    try check(unsafe stat(path, &status), "stat", path)
    self.init(status)
  }

  /// - Parameter path: What was opened, for the error.
  package init(
    of descriptor: borrowing FileDescriptor, _ path: String
  ) throws(SystemError) {
    var status = Glibc.stat()
    try check(unsafe fstat(descriptor.rawValue, &status), "stat", path)
    self.init(status)
  }

  private init(_ status: Glibc.stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int(status.st_size)
    modified = Self.nanoseconds(status.st_mtim)
    changed = Self.nanoseconds(status.st_ctim)
    isRegular = status.st_mode & S_IFMT == S_IFREG
    isFolder = status.st_mode & S_IFMT == S_IFDIR
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
