internal import Foundation
internal import Synchronization

/// A Redis of the test's own, in a folder of its own, on a Unix socket there.
///
/// It is over when this value is, with its folder. That holds too when the test program is killed.
package final class RedisServer: Sendable {
  package enum Mode: Sendable { case standalone, cluster, sentinel }

  /// The path of its Unix socket.
  package let socket: String
  /// On 127.0.0.1; `nil` where it does not listen there.
  package let port: Int?
  /// Where a cluster's nodes talk to it.
  package let clusterPort: Int?

  private let folder: TemporaryFolder
  private let arguments: [String]
  private let state = Mutex(State())

  private struct State {
    var server: Child?
    /// Ends what is left when the test program is killed.
    var guardian: Child?
  }

  package static let requirement = Requirement(programs: ["redis-server", "redis-cli"])

  /// Starts a new server.
  ///
  /// - Parameters:
  ///   - lines: For its configuration, after what is set here.
  ///   - tcp: Whether it also listens on 127.0.0.1, at a free port.
  ///   - primary: What it replicates, which must listen on 127.0.0.1.
  ///   - mode: A cluster's node and a sentinel listen on 127.0.0.1 in any case.
  package init(
    _ lines: String..., tcp: Bool = false, replicaOf primary: RedisServer? = nil,
    mode: Mode = .standalone
  ) throws {
    port = tcp || mode != .standalone ? try freePort() : nil
    clusterPort = mode == .cluster ? try freePort() : nil
    folder = try TemporaryFolder(["log": ""])
    socket = "\(folder.path)/socket"
    var all = [
      "port \(port ?? 0)", "bind 127.0.0.1", "dir \(folder.path)",
      "unixsocket \(socket)", "unixsocketperm 777", "daemonize no",
    ]
    if mode != .sentinel {
      all += [
        "save \"\"", "appendonly no", "enable-debug-command yes", "repl-diskless-sync-delay 0",
      ]
    }
    // By itself it is ten thousand above the other, where there may be none.
    if let clusterPort { all += ["cluster-enabled yes", "cluster-port \(clusterPort)"] }
    if let primary {
      guard let port = primary.port else {
        throw Failure(description: "the primary does not listen on 127.0.0.1")
      }
      all.append("replicaof 127.0.0.1 \(port)")
    }
    try folder.write((all + lines).joined(separator: "\n") + "\n", to: "redis.conf")
    arguments =
      ["redis-server", "\(folder.path)/redis.conf"] + (mode == .sentinel ? ["--sentinel"] : [])
    try start()
    if primary != nil {
      try wait(seconds: 30, for: "the replica to be in step") {
        try cli("info", "replication").contains("master_link_status:up")
      }
    }
  }

  deinit { stop() }

  /// What it wrote to its log.
  package var log: String {
    (try? String(contentsOfFile: "\(folder.path)/log", encoding: .utf8)) ?? ""
  }

  package var pid: Int32? { state.withLock { $0.server?.pid } }

  /// Runs a command by redis-cli and returns what it prints, without the last line's end.
  @discardableResult
  package func cli(_ arguments: String...) throws -> String {
    let child = try Child(["redis-cli", "-s", socket] + arguments, capturesOutput: true)
    let output = child.finish()
    return output.hasSuffix("\n") ? String(output.dropLast()) : output
  }
}

// MARK: - Start and end

extension RedisServer {
  package var isRunning: Bool { state.withLock { $0.server?.isRunning ?? false } }

  /// Starts it, unless it runs, and waits until it answers.
  package func start() throws {
    if isRunning { return }
    let server = try Child(arguments, log: "\(folder.path)/log")
    // In a session of its own, as a killed test may be killed with its whole group.
    let guardian = try Child(
      ["setsid", "sh", "-c", Self.guardian, "sh", "\(server.pid)", folder.path], takesInput: true)
    state.withLock { $0 = State(server: server, guardian: guardian) }
    try wait(seconds: 60, for: "Redis to answer") {
      guard server.isRunning else { throw Failure(description: "Redis ended: \(log)") }
      let answer = try cli("ping")
      return answer == "PONG" || answer.hasPrefix("NOAUTH") || answer.hasPrefix("NOPERM")
    }
  }

  /// Ends it at once, as a crash would, and waits for that.
  package func stop() {
    let server = state.withLock { $0.server }
    server?.signal(SIGKILL)
    _ = server?.finish()
    state.withLock { $0 = State() }
  }

  package func restart() throws {
    stop()
    try start()
  }

  /// Stops it in its tracks: connections are taken by the kernel, nobody answers.
  package func freeze() { state.withLock { $0.server?.signal(SIGSTOP) } }

  package func thaw() { state.withLock { $0.server?.signal(SIGCONT) } }

  /// Waits for the end of its input, which is the end of the test program, and then ends the server
  /// (`$1`) and removes its folder (`$2`).
  private static let guardian = """
    read -r _
    if [ "$(readlink "/proc/$1/cwd")" = "$2" ]; then kill -KILL "$1"; fi 2>/dev/null
    for i in 1 2 3 4 5; do rm -rf "$2" && break; sleep 1; done
    """
}
