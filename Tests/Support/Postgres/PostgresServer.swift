internal import Foundation
internal import Synchronization

/// A PostgreSQL of the test's own, in a folder of its own, on a Unix socket there.
///
/// It runs as `postgres` where the test is root, and is over when this value is: with the processes
/// it started and its folder. That holds too when the test program is killed.
package final class PostgresServer: Sendable {
  /// The folder of the socket, which is also that of the data (`data`) and the log (`log`).
  package let socketFolder: String
  /// The number in the socket's name, and on 127.0.0.1 where `tcp` was asked for.
  package let port: Int

  private let folder: TemporaryFolder
  private let state = Mutex(State())

  private struct State {
    var postmaster: Child?
    /// Ends what is left when the test program is killed.
    var guardian: Child?
    var isFrozen = false
  }

  /// Starts a new server.
  ///
  /// - Parameters:
  ///   - settings: For `postgresql.conf`; values are quoted here.
  ///   - statements: Whether `pg_stat_statements` is loaded, and made in database `postgres`.
  ///   - tcp: Whether it also listens on 127.0.0.1, at a free port.
  ///   - initialisation: Statements that are run in database `postgres`, each on its own.
  package convenience init(
    settings: [String: String] = [:], statements: Bool = false, tcp: Bool = false,
    initialisation: String...
  ) throws {
    var settings = settings
    if statements { settings["shared_preload_libraries"] = "pg_stat_statements" }
    let template = try PostgresTemplate.shared.get()
    try self.init(settings: settings, tcp: tcp) { folder in
      try PostgresCommand(
        "cp", "--archive", "--reflink=auto", template.data, "\(folder)/data", isOwn: false
      ).run()
    }
    if statements { try run("CREATE EXTENSION pg_stat_statements") }
    for statement in initialisation { try run(statement) }
  }

  /// Starts a standby that streams from `primary`, and waits until it does.
  ///
  /// - Parameter slot: The replication slot to make and use.
  package convenience init(
    standbyOf primary: PostgresServer, slot: String? = nil, settings: [String: String] = [:],
    tcp: Bool = false
  ) throws {
    try self.init(settings: settings, tcp: tcp) { folder in
      try PostgresCommand(
        ["pg_basebackup", "--write-recovery-conf", "--pgdata=\(folder)/data"]
          + ["--host=\(primary.socketFolder)", "--port=\(primary.port)", "--username=postgres"]
          + ["--checkpoint=fast", "--no-sync"]
          + (slot.map { ["--create-slot", "--slot=\($0)"] } ?? [])
      ).run()
    }
    try wait(seconds: 30, for: "the standby to stream") {
      try run("SELECT status FROM pg_stat_wal_receiver") == "streaming"
    }
  }

  private init(
    settings: [String: String], tcp: Bool, data: (_ folder: String) throws -> Void
  ) throws {
    folder = try TemporaryFolder(["log": "", "psql": ""])
    socketFolder = folder.path
    port = tcp ? try freePort() : 5432
    try PostgresInstallation.giveToServer([folder.path, "\(folder.path)/log"])
    try data(folder.path)
    let all = [
      "listen_addresses": tcp ? "127.0.0.1" : "", "port": "\(port)",
      "unix_socket_directories": socketFolder, "fsync": "off", "synchronous_commit": "off",
      "full_page_writes": "off", "shared_buffers": "16MB", "max_connections": "40",
      // In the folder, so that a killed server leaves nothing elsewhere.
      "dynamic_shared_memory_type": "mmap", "logging_collector": "off", "log_timezone": "UTC",
    ].merging(settings) { $1 }
    let lines = all.sorted { $0.key < $1.key }.map {
      "\($0.key) = '\($0.value.replacingOccurrences(of: "'", with: "''"))'\n"
    }
    let configuration = "\(folder.path)/data/postgresql.conf"
    let before = try String(contentsOfFile: configuration, encoding: .utf8)
    try (before + "\n" + lines.joined()).write(
      toFile: configuration, atomically: false, encoding: .utf8)
    try start()
  }

  deinit { try? stop(.immediate) }

  /// What it wrote to its log.
  package var log: String {
    (try? String(contentsOfFile: "\(folder.path)/log", encoding: .utf8)) ?? ""
  }

  /// A connection string for an exporter or psql, over the Unix socket or over TCP.
  package func dataSource(
    database: String = "postgres", user: String = "postgres", password: String? = nil,
    tcp: Bool = false
  ) -> String {
    "host=\(tcp ? "127.0.0.1" : socketFolder) port=\(port) dbname=\(database) user=\(user)"
      + (password.map { " password=\($0)" } ?? "") + " sslmode=disable"
  }

  /// Runs statements by psql, in one transaction where there are several, and returns what they
  /// print: a line for each row, `|` between columns.
  @discardableResult
  package func run(
    _ sql: String, database: String = "postgres", user: String = "postgres"
  ) throws -> String {
    try PostgresCommand(
      ["psql"] + psqlArguments(database, user) + ["--command", sql]
    ).run()
  }

  /// Who may connect: the lines of `pg_hba.conf`, instead of `trust` for everybody.
  package func authenticate(_ lines: String) throws {
    try (lines + "\n").write(
      toFile: "\(folder.path)/data/pg_hba.conf", atomically: false, encoding: .utf8)
    signal(SIGHUP)
  }

  func psqlArguments(_ database: String, _ user: String) -> [String] {
    ["--no-psqlrc", "--no-align", "--tuples-only", "--quiet", "--set=ON_ERROR_STOP=1"]
      + [
        "--host=\(socketFolder)", "--port=\(port)", "--username=\(user)", "--no-password", database,
      ]
  }
}

// MARK: - Start and end

extension PostgresServer {
  package enum Shutdown: Sendable {
    /// Ends every session first, and writes what is in memory.
    case fast
    /// As a crash: it recovers at the next start.
    case immediate
  }

  package var isRunning: Bool { state.withLock { $0.postmaster?.isRunning ?? false } }

  /// Starts it, unless it runs, and waits until it answers.
  package func start() throws {
    if isRunning { return }
    let postmaster = try PostgresCommand(
      "postgres", "-D", "\(folder.path)/data"
    ).start(log: "\(folder.path)/log")
    // A signal at the parent's death would come at the death of the thread that started it, and
    // those of a pool come and go. It is in a session of its own, as a killed test may be killed
    // with its whole group.
    let guardian = try Child(
      ["setsid", "sh", "-c", Self.guardian, "sh", "\(postmaster.pid)", folder.path],
      takesInput: true)
    state.withLock {
      $0 = State(postmaster: postmaster, guardian: guardian)
    }
    try wait(seconds: 60, for: "PostgreSQL to answer") {
      guard postmaster.isRunning else {
        throw Failure(description: "PostgreSQL ended: \(log)")
      }
      return (try? run("SELECT 1")) == "1"
    }
  }

  /// Stops it and waits for its end; whoever is left half a minute later is killed.
  package func stop(_ shutdown: Shutdown = .fast) throws {
    let isFrozen = state.withLock { $0.isFrozen }
    let before = pids
    signal(shutdown == .fast ? SIGINT : SIGQUIT)
    if isFrozen { thaw() }
    defer {
      for pid in before.dropFirst() where stat(pid)?.parent == before[0] { kill(pid, SIGKILL) }
      state.withLock { $0 = State() }
    }
    try wait(seconds: 30, for: "PostgreSQL to end") { !isRunning }
    // The immediate way does not wait for the last of them.
    try wait(seconds: 30, for: "the server's processes to end") {
      before.allSatisfy { stat($0).map { $0.isOver || $0.command != "postgres" } ?? true }
    }
  }

  package func restart(_ shutdown: Shutdown = .fast) throws {
    try stop(shutdown)
    try start()
  }

  /// Makes a standby a primary, and waits until it is.
  package func promote() throws {
    let answer = try run("SELECT pg_promote(true, 30)")
    guard answer == "t" else { throw Failure(description: "not promoted: \(log)") }
  }

  /// Waits for the end of its input, which is the end of the test program, and then ends the server
  /// (`$1`) and removes its folder (`$2`). A process that is stopped takes no signal but these.
  private static let guardian = """
    read -r _
    if [ "$(readlink "/proc/$1/cwd")" = "$2/data" ]; then
      children=$(cat "/proc/$1/task/$1/children")
      kill -QUIT "$1"
      kill -CONT "$1" $children
      for i in $(seq 100); do [ -e "/proc/$1/cwd" ] || break; sleep 0.1; done
      kill -KILL "$1"
    fi 2>/dev/null
    for i in 1 2 3 4 5; do rm -rf "$2" && break; sleep 1; done
    """
}

// MARK: - Processes

extension PostgresServer {
  /// The postmaster and its children, as they are now; none when it does not run.
  package var pids: [Int32] {
    guard let postmaster = state.withLock({ $0.postmaster }), postmaster.isRunning else {
      return []
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return [postmaster.pid]
      + names.compactMap { Int32($0) }.filter { stat($0)?.parent == postmaster.pid }
  }

  /// Stops every process of it in its tracks: connections are taken by the kernel, nobody answers.
  package func freeze() throws {
    state.withLock { $0.isFrozen = true }
    // First the one that makes new ones.
    try stop(pids.prefix(1))
    try stop(pids.dropFirst())
  }

  private func stop(_ pids: ArraySlice<Int32>) throws {
    for pid in pids { kill(pid, SIGSTOP) }
    try wait(seconds: 20, for: "the server to freeze") {
      pids.allSatisfy { stat($0).map { $0.isStopped || $0.isOver } ?? true }
    }
  }

  package func thaw() {
    for pid in pids.reversed() { kill(pid, SIGCONT) }
    state.withLock { $0.isFrozen = false }
  }

  var isFrozen: Bool { state.withLock { $0.isFrozen } }

  private func signal(_ number: CInt) {
    state.withLock { $0.postmaster?.signal(number) }
  }
}
