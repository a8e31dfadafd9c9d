internal import Foundation
internal import Shared

/// Namespaces of a test's own for programs that fork, mount and change networks as they like: of
/// processes, mounts and the network.
///
/// Nobody else on the machine sees its mounts and its interfaces. Its first process reads an input
/// that ends with the test program, however that ends, and with it the kernel ends all other
/// processes in there, whatever they are at.
package final class Enclosure: Sendable {
  private let folder: String
  private let keeper: Child
  /// Its first process, as the test sees it.
  package let pid: Int32

  package static let requirement = Requirement(
    root: true, programs: ["busybox", "nsenter", "setsid", "unshare"])

  /// - Parameter folder: Goes away with it. Its folder `data` is in memory, and only seen within.
  package init(_ folder: String) throws {
    self.folder = folder
    try FileManager.default.createDirectory(
      atPath: "\(folder)/data", withIntermediateDirectories: true)
    // In a session of its own, as a killed test may be killed with its whole group.
    let keeper = try Child(
      ["setsid", "sh", "-c", Self.keeper, "sh", folder, Self.first], takesInput: true)
    self.keeper = keeper
    try wait(seconds: 60, for: "namespaces") {
      guard keeper.isRunning else { throw Failure(description: "no namespaces could be made") }
      return FileManager.default.fileExists(atPath: "\(folder)/ready")
    }
    let unshare = Self.children(of: keeper.pid).first
    guard let pid = unshare.flatMap({ Self.children(of: $0).first }) else {
      throw Failure(description: "the namespaces have no process")
    }
    self.pid = pid
  }

  deinit { end() }

  /// Ends all that is in there.
  package func end() {
    keeper.endInput()
    keeper.finish()
  }

  /// Its `/proc`, where processes have the numbers that they have within.
  package var procfs: String { "\(root)/proc" }

  private var root: String { "/proc/\(pid)/root" }

  /// The command that runs a program in there.
  package func command(_ arguments: [String]) -> [String] {
    ["nsenter", "--target", "\(pid)", "--mount", "--net", "--pid"] + arguments
  }

  /// The process in there that a child with such a command has become.
  package static func inner(of child: Child) -> Int32? { children(of: child.pid).first }

  /// Sends a signal to a process by the number that it has within.
  package func signal(_ number: Int32, to process: Int32) throws {
    let child = try Child(command(["busybox", "kill", "-\(number)", "\(process)"]))
    child.finish()
    guard child.exitStatus == 0 else {
      throw Failure(description: "process \(process) cannot be sent signal \(number)")
    }
  }

  /// Does something on a thread that is in the network in there.
  package func inItsNetwork<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
  ) throws -> Result {
    let outcome = Monitor<Swift.Result<Result, any Error>?>(nil)
    let network = "/proc/\(pid)/ns/net"
    try Shared.Thread.detach {
      let result = Swift.Result<Result, any Error> {
        let descriptor = unsafe open(network, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        guard enterNamespace(descriptor) else {
          throw Failure(description: "enter \(network): error \(errno)")
        }
        return try body()
      }
      outcome.update { $0 = result }
    }
    let result = outcome.wait(until: Deadline(in: .seconds(60))) { $0 }
    guard let result else { throw Failure(description: "waited in vain in \(network)") }
    return try result.get()
  }

  private static func children(of pid: Int32) -> [Int32] {
    let list = try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)
    return (list ?? "").split(separator: " ").compactMap { Int32($0) }
  }

  /// Waits for the end of all, and removes what the kernel leaves: the folder (`$1`), and the
  /// control groups that are named after what is listed there in `ids`.
  private static let keeper = """
    exec 3<&0
    unshare --mount --net --pid --fork --kill-child --mount-proc sh -c "$2" sh "$1" <&3
    if [ -s "$1/ids" ]; then
      find /sys/fs/cgroup -depth -type d | grep -F -f "$1/ids" | xargs -r rmdir
    fi
    rm -rf "$1"
    """

  /// The first process: it waits for the end of its input, and meanwhile for processes whose parents
  /// have ended.
  private static let first = """
    busybox ip link set lo up
    mount -t tmpfs -o size=4g,mode=755 engine "$1/data" && : > "$1/ready"
    exec 3<&0
    cat <&3 > /dev/null &
    wait $!
    ls "$1/data/containers" > "$1/ids"
    """
}

/// Has the thread that calls be in a namespace. The corresponding C function is `setns`, which C's
/// headers hide from Swift.
private func enterNamespace(_ descriptor: CInt) -> Bool {
  typealias Function = @convention(c) (CInt, CInt) -> CInt
  guard let symbol = unsafe dlsym(nil, "setns") else { return false }
  return unsafe unsafeBitCast(symbol, to: Function.self)(descriptor, 0) == 0
}
