internal import CLinux
internal import Glibc

/// The file of a local socket, known again by its inode.
struct SocketFile: Sendable {
  private let path: String
  private let device: dev_t
  private let inode: ino_t

  /// Listens at `path`. A socket file that a program left behind is replaced; one on which
  /// somebody listens, or a file of another kind, is not.
  static func listen(at path: String) throws(ListenError) -> Listener {
    let address = ListenAddress.unix(path: path)
    do throws(SystemError) {
      let socket = try Listener.newSocket(AF_UNIX, address.description)
      if unsafe vigie_unix_bind(socket.rawValue, path) != 0 {
        let error = SystemError("bind", address.description)
        guard error.code == EADDRINUSE else { throw error }
        guard isSocket(path) else {
          throw SystemError("listen on", address.description, code: EEXIST)
        }
        guard isAbandoned(path) else { throw error }
        unsafe unlink(path)
        try check(
          unsafe vigie_unix_bind(socket.rawValue, path), "bind", address.description)
      }
      let file = try SocketFile(path)
      try Listener.listen(on: socket, address.description)
      return Listener(owning: socket, file: file)
    } catch {
      throw ListenError(address, error)
    }
  }

  private init(_ path: String) throws(SystemError) {
    let status = try Self.status(of: path)
    self.path = path
    device = status.st_dev
    inode = status.st_ino
  }

  /// Removes the file, unless somebody has put another in its place.
  func remove() {
    guard let status = try? Self.status(of: path), status.st_dev == device, status.st_ino == inode
    else { return }
    unsafe unlink(path)
  }

  private static func status(of path: String) throws(SystemError) -> stat {
    var status = stat()
    try check(unsafe lstat(path, &status), "stat", path)
    return status
  }

  private static func isSocket(_ path: String) -> Bool {
    guard let status = try? status(of: path) else { return false }
    return status.st_mode & S_IFMT == S_IFSOCK
  }

  private static func isAbandoned(_ path: String) -> Bool {
    guard let probe = try? Listener.newSocket(AF_UNIX, path) else { return false }
    return unsafe vigie_unix_connect(probe.rawValue, path) != 0 && errno == ECONNREFUSED
  }
}
