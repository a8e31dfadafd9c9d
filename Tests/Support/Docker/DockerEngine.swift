internal import Foundation
internal import Synchronization

/// A Docker engine of the tests' own, on a Unix socket in a folder of its own, with one image, `box`,
/// that has busybox's commands.
///
/// It runs in an ``Enclosure``: its containers, mounts and networks are nobody else's, and are over
/// with it, also when the test program is killed. What it stores is in memory.
package final class DockerEngine: Sendable {
  /// The path of its Unix socket.
  package let socket: String

  private let folder: TemporaryFolder
  private let enclosure: Enclosure
  private let arguments: [String]
  private let server = Mutex<Child?>(nil)

  package static let requirement = Requirement(
    absent: [
      Enclosure.requirement,
      Requirement(
        files: ["/bin/busybox"], programs: ["containerd", "curl", "docker", "dockerd", "runc"]),
    ].compactMap(\.missing))

  /// Starts a new engine and makes its image.
  ///
  /// - Parameter arguments: For `dockerd`, beside its own.
  package init(_ arguments: [String] = []) throws {
    folder = try TemporaryFolder(["log": "", "cli-log": ""])
    enclosure = try Enclosure(folder.path)
    socket = "\(folder.path)/socket"
    self.arguments =
      [
        "dockerd", "--data-root", "\(folder.path)/data", "--exec-root", "\(folder.path)/exec",
        "--pidfile", "\(folder.path)/pid", "--host", "unix://\(folder.path)/socket",
        "--storage-driver", "vfs", "--bridge=none", "--iptables=false",
      ] + arguments
    try start()
    try makeImage()
  }

  deinit { enclosure.end() }

  /// As `DOCKER_HOST` has it.
  package var host: String { "unix://\(socket)" }

  /// Where processes have the numbers by which it knows them.
  package var procfs: String { enclosure.procfs }

  /// What it wrote to its log.
  package var log: String { text("log") }

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

  /// Does something for each of several containers, as many at a time as there are processors.
  package func forEach(_ names: [String], _ body: @Sendable (String) throws -> Void) throws {
    let failures = Mutex<[any Error]>([])
    DispatchQueue.concurrentPerform(iterations: names.count) { index in
      do { try body(names[index]) } catch { failures.withLock { $0.append(error) } }
    }
    if let failure = failures.withLock({ $0.first }) { throw failure }
  }

  /// Kills a container's main process behind the engine's back, as somebody on the host would.
  package func strike(_ name: String) throws {
    let pid = try docker("inspect", "--format={{.State.Pid}}", name)
    guard let pid = Int32(pid), pid > 0 else {
      throw Failure(description: "\(name) does not run")
    }
    try strike(process: pid)
  }

  /// The same by the process's number as the engine has it, when the engine cannot be asked.
  package func strike(process: Int32) throws { try enclosure.signal(SIGKILL, to: process) }

  /// Has so many events happen, which are none of containers.
  package func makeEvents(_ count: Int) throws {
    let request = try Child([
      "curl", "--silent", "--fail", "--unix-socket", socket, "--request", "POST",
      "http://engine/images/box/tag?repo=box&tag=[1-\(count)]",
    ])
    request.finish()
    guard request.exitStatus == 0 else { throw Failure(description: "images cannot be tagged") }
  }

  /// Removes all containers, running or not.
  package func removeAll() throws {
    let all = try docker("ps", "--all", "--quiet")
    if !all.isEmpty { try docker(["rm", "--force"] + all.split(separator: "\n").map(String.init)) }
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
  package var isRunning: Bool { server.withLock { $0?.isRunning ?? false } }

  /// Starts it, unless it runs, and waits until it answers.
  package func start() throws {
    if isRunning { return }
    let started = try Child(enclosure.command(arguments), log: "\(folder.path)/log")
    server.withLock { $0 = started }
    try wait(seconds: 60, for: "Docker to answer") {
      guard started.isRunning else { throw Failure(description: "Docker ended: \(log)") }
      return (try? docker("version")) != nil
    }
  }

  /// Ends it and waits for that.
  ///
  /// - Parameter signal: With SIGTERM it ends its containers too, those that ignore that after their
  ///   `--stop-timeout`; with SIGKILL they live on.
  package func stop(_ signal: Int32 = SIGTERM) {
    guard let server = server.withLock({ $0.take() }) else { return }
    send(signal, to: server)
    server.finish()
    // Its containerd ends with it, but where nobody asks for its end it would be believed to run.
    let file = "\(folder.path)/exec/containerd/containerd.pid"
    guard let pid = Int32(text("exec/containerd/containerd.pid")) else { return }
    try? wait(seconds: 10, for: "containerd to end") {
      stat(pid, in: procfs)?.isOver ?? true
    }
    try? FileManager.default.removeItem(atPath: file)
  }

  /// Stops it in its tracks: connections are taken by the kernel, nobody answers.
  package func freeze() { server.withLock { $0.map { send(SIGSTOP, to: $0) } } }

  package func thaw() {
    server.withLock { server in
      guard let server else { return }
      send(SIGCONT, to: server)
      // It has stopped with what it waits for.
      server.signal(SIGCONT)
    }
  }

  private func send(_ signal: Int32, to server: Child) {
    if server.isRunning, let pid = Enclosure.inner(of: server) { kill(pid, signal) }
  }
}

// MARK: - Networks

extension DockerEngine {
  /// Does something on a thread that is in the engine's network, where its TCP ports are.
  package func inItsNetwork<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
  ) throws -> Result {
    try enclosure.inItsNetwork(body)
  }
}
