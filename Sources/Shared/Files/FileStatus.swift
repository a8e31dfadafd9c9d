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
  package let isRegular: Bool

  /// Follows symbolic links.
  package init(of path: String) throws(SystemError) {
    var status = Glibc.stat()
    try check(unsafe stat(path, &status), "stat", path)
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int(status.st_size)
    modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    isRegular = status.st_mode & S_IFMT == S_IFREG
  }
}
