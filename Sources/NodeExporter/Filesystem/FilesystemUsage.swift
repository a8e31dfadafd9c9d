import CLinux
import Glibc
import Shared

/// Space and files of one file system, from statfs(2).
struct FilesystemUsage: Sendable {
  /// Bytes.
  let size: Double
  /// Bytes that root could use.
  let free: Double
  /// Bytes that anybody could use.
  let available: Double
  let files: UInt64
  let freeFiles: UInt64

  /// Asks the file system that `path` is in, which can take for ever. The corresponding C function
  /// is `statfs`.
  init(of path: String) throws(SystemError) {
    var status = statfs()
    try check(unsafe statfs(path, &status), "statfs", path)
    // As upstream: f_bsize, although some network file systems count in f_frsize.
    let blockSize = Double(status.f_bsize)
    size = Double(status.f_blocks) * blockSize
    free = Double(status.f_bfree) * blockSize
    available = Double(status.f_bavail) * blockSize
    files = UInt64(status.f_files)
    freeFiles = UInt64(status.f_ffree)
  }
}
