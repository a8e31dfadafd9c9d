import Foundation
import TestSupport
import Testing

/// A FUSE mount in a mount namespace of its own, whose server can be stopped.
///
/// Nobody else on the machine sees the mount: it is reached through `/proc/PID/root`, and goes away
/// with the process that serves it.
final class StuckMount {
  static let requirement = Requirement(
    root: true, files: ["/dev/fuse"], programs: ["bindfs", "setpriv", "unshare"])

  let point: String
  let pid: Int32
  private let server: Child

  /// Mounts `folder` + `/source` at `folder` + `/mount`.
  init(in folder: String) throws {
    point = "\(folder)/mount"
    for name in ["source", "mount"] {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    server = try Child([
      "setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--propagation", "private",
      "bindfs", "-f", "\(folder)/source", point,
    ])
    pid = server.pid
    let limit = Date(timeIntervalSinceNow: 20)
    while !(try mountinfo().contains(" \(point) ")) {
      try #require(server.isRunning, "bindfs ended")
      try #require(Date() < limit, "bindfs did not mount")
      usleep(10_000)
    }
  }

  deinit {
    // A stopped process can be killed; its mount and whoever hangs in it go with it.
    server.signal(SIGKILL)
    server.finish()
  }

  /// The namespace's root, as this process sees it.
  var root: String { "/proc/\(pid)/root" }

  func mountinfo() throws -> String {
    try String(contentsOfFile: "/proc/\(pid)/mountinfo", encoding: .utf8)
  }

  func stop() { server.signal(SIGSTOP) }
  func resume() { server.signal(SIGCONT) }

  /// The number of the system call, which differs between machines.
  private static var statfsNumber: Int {
    #if arch(x86_64)
      137
    #else
      43
    #endif
  }

  /// How many threads of this process are in statfs.
  static func threadsInStatfs() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count { thread in
      let call = try? String(contentsOfFile: "/proc/self/task/\(thread)/syscall", encoding: .utf8)
      return call?.hasPrefix("\(statfsNumber) ") ?? false
    }
  }
}
