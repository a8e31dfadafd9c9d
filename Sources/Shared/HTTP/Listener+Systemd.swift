internal import CLinux
internal import CSystemd
internal import Glibc

extension Listener {
  /// The sockets of a systemd socket unit (`--web.systemd-socket`).
  ///
  /// To be called once, before there are threads: it reads `LISTEN_PID` and `LISTEN_FDS`, and
  /// takes them out of the environment so that no child believes they are meant for it.
  package static func passedBySystemd() throws(ListenError) -> [Listener] {
    let count = sd_listen_fds(1)
    guard count >= 0 else {
      throw ListenError("sd_listen_fds: \(unsafe String(cString: strerror(-count)))")
    }
    guard count > 0 else {
      throw ListenError("systemd passed no socket; is the program started by its .socket unit?")
    }
    var listeners: [Listener] = []
    for descriptor in SD_LISTEN_FDS_START..<SD_LISTEN_FDS_START + count {
      listeners.append(try adopt(descriptor))
    }
    return listeners
  }

  /// Takes over a socket that somebody else has bound.
  static func adopt(_ descriptor: CInt) throws(ListenError) -> Listener {
    guard sd_is_socket(descriptor, AF_UNSPEC, CInt(SOCK_STREAM.rawValue), 1) > 0 else {
      throw ListenError(
        "systemd passed descriptor \(descriptor), which is not a listening stream socket")
    }
    let flags = fcntl(descriptor, F_GETFL, 0)
    guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) >= 0 else {
      throw ListenError(SystemError("fcntl", "descriptor \(descriptor)").description)
    }
    return Listener(owning: FileDescriptor(owning: descriptor))
  }
}
