internal import Foundation
internal import Synchronization

/// A Docker engine of the test's own, in a folder of its own, on a Unix socket there, with one
/// image, `box`, that has busybox's commands.
///
/// It is over when this value is, with its containers and its folder. That holds too when the test
/// program is killed. It has no network of its own and changes no rules of the host's.
package final class DockerEngine: Sendable {
  /// The path of its Unix socket.
  package let socket: String

  private let folder: TemporaryFolder
  private let arguments: [String]
  private let state = Mutex(State())

  private struct State {
    var server: Child?
    /// Ends what is left when the test program is killed.
    var guardian: Child?
  }

  package static let requirement = Requirement(
    root: true, files: ["/bin/busybox"], programs: ["containerd", "docker", "dockerd", "runc"])

  /// Starts a new engine and makes its image.
  ///
  /// - Parameter arguments: For `dockerd`, in place of those that give containers no network.
  package init(_ arguments: [String] = ["--bridge=none", "--iptables=false"]) throws {
    folder = try TemporaryFolder(["log": "", "cli-log": ""])
    socket = "\(folder.path)/socket"
    self.arguments =
      [
        "dockerd", "--data-root", "\(folder.path)/data", "--exec-root", "\(folder.path)/exec",
        "--pidfile", "\(folder.path)/pid", "--host", "unix://\(folder.path)/socket",
        "--storage-driver", "vfs",
      ] + arguments
    try start()
    try makeImage()
  }

  deinit {
    thaw()
    // The containers would outlive their engine, or keep it from ending for as long as they like.
    if isRunning { removeAll() }
    stop()
    endWhatIsLeft()
  }

  /// As `DOCKER_HOST` has it.
  package var host: String { "unix://\(socket)" }

  /// What it wrote to its log.
  package var log: String { text("log") }

  package var pid: Int32? { state.withLock { $0.server?.pid } }

  private func text(_ name: String) -> String {
    (try? String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)) ?? ""
  }
}

// MARK: - Commands

extension DockerEngine {
  /// Runs a command of Docker's own client and returns what it prints, without the last line's end.
  ///
  /// - Parameter status: What it must end with; `docker run` ends with what its container does.
  @discardableResult
  package func docker(_ arguments: String..., status: Int32 = 0) throws -> String {
    try docker(arguments, status: status)
  }

  @discardableResult
  package func docker(_ arguments: [String], status: Int32 = 0) throws -> String {
    let child = try Child(
      ["docker", "--host", host] + arguments, log: "\(folder.path)/cli-log", capturesOutput: true)
    let output = child.finish()
    guard child.exitStatus == status else {
      throw Failure(
        description: "docker \(arguments.joined(separator: " ")) ended with "
          + "\(child.exitStatus ?? -1): \(text("cli-log").suffix(300))")
    }
    return output.hasSuffix("\n") ? String(output.dropLast()) : output
  }

  /// Starts a container that runs `script` with busybox's shell, and returns its id.
  ///
  /// - Parameter options: Of `docker run`.
  @discardableResult
  package func run(_ name: String, _ options: String..., script: String) throws -> String {
    try docker(
      ["run", "--detach", "--net=none", "--name", name] + options + ["box", "sh", "-c", script])
  }

  /// Removes all containers, running or not.
  package func removeAll() {
    guard let all = try? docker("ps", "--all", "--quiet"), !all.isEmpty else { return }
    _ = try? docker(["rm", "--force"] + all.split(separator: "\n").map(String.init))
  }

  private func makeImage() throws {
    let files = FileManager.default
    let bin = "\(folder.path)/image/bin"
    try files.createDirectory(atPath: bin, withIntermediateDirectories: true)
    try files.createDirectory(
      atPath: "\(folder.path)/image/tmp", withIntermediateDirectories: true)
    try files.copyItem(atPath: "/bin/busybox", toPath: "\(bin)/busybox")
    for name in ["cat", "dd", "head", "kill", "rm", "sh", "sleep", "tail", "touch", "wget"] {
      try files.createSymbolicLink(atPath: "\(bin)/\(name)", withDestinationPath: "busybox")
    }
    let archive = "\(folder.path)/image.tar"
    try Child(["tar", "-C", "\(folder.path)/image", "-cf", archive, "."]).finish()
    try docker("import", archive, "box")
  }
}

// MARK: - Start and end

extension DockerEngine {
  package var isRunning: Bool { state.withLock { $0.server?.isRunning ?? false } }

  /// Starts it, unless it runs, and waits until it answers.
  package func start() throws {
    if isRunning { return }
    let server = try Child(arguments, log: "\(folder.path)/log")
    // In a session of its own, as a killed test may be killed with its whole group.
    let guardian = try Child(
      ["setsid", "sh", "-c", Self.guardian, "sh", "\(server.pid)", folder.path], takesInput: true)
    state.withLock { $0 = State(server: server, guardian: guardian) }
    try wait(seconds: 60, for: "Docker to answer") {
      guard server.isRunning else { throw Failure(description: "Docker ended: \(log)") }
      return (try? docker("version")) != nil
    }
  }

  /// Ends it and waits for that.
  ///
  /// - Parameter signal: With SIGTERM it ends its containers too, those that ignore that after their
  ///   `--stop-timeout`; with SIGKILL they live on.
  package func stop(_ signal: Int32 = SIGTERM) {
    let server = state.withLock { $0.server }
    server?.signal(signal)
    _ = server?.finish()
    state.withLock { $0 = State() }
    // Its containerd ends with it, but where nobody asks for its end it would be believed to run.
    let file = "\(folder.path)/exec/containerd/containerd.pid"
    guard let pid = Int32(text("exec/containerd/containerd.pid")) else { return }
    try? wait(seconds: 10, for: "containerd to end") { stat(pid)?.isOver ?? true }
    try? FileManager.default.removeItem(atPath: file)
  }

  /// Stops it in its tracks: connections are taken by the kernel, nobody answers.
  package func freeze() { state.withLock { $0.server?.signal(SIGSTOP) } }

  package func thaw() { state.withLock { $0.server?.signal(SIGCONT) } }

  /// Waits for the end of its input, which is the end of the test program, and then ends the
  /// engine (`$1`), its containers and what else runs from the folder (`$2`), and removes that.
  private static let guardian = """
    read -r _
    if tr '\\0' ' ' < "/proc/$1/cmdline" | grep -q -F -- "--data-root $2/data "; then
      kill -CONT "$1"
      ids=$(docker --host "unix://$2/socket" ps --all --quiet)
      [ -z "$ids" ] || timeout 20 docker --host "unix://$2/socket" rm --force $ids
      kill -TERM "$1"
      for i in 1 2 3 4 5 6 7 8 9 10; do [ -d "/proc/$1" ] || break; sleep 1; done
      kill -KILL "$1"
    fi > /dev/null 2>&1
    \(sweep)
    rm -rf "$2"
    """

  /// Ends what an engine has left in the folder (`$2`): the containers' processes, mounts.
  private static let sweep = """
    for all in /proc/[0-9]*/cmdline; do
      if tr '\\0' ' ' < "$all" | grep -q -F -- "$2/exec/"; then
        pid=${all#/proc/}; pid=${pid%/cmdline}
        kill -KILL $(cat "/proc/$pid/task/$pid/children") "$pid"
      fi
    done > /dev/null 2>&1
    grep -F -- " $2/" /proc/mounts | cut -d ' ' -f 2 | sort -r | xargs -r umount -l
    """

  /// A crash leaves processes behind, and with a network a mount remains after an orderly end too.
  private func endWhatIsLeft() {
    _ = try? Child(["sh", "-c", Self.sweep, "sh", "0", folder.path]).finish()
  }
}
