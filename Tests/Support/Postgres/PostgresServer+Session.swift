internal import Foundation

extension PostgresServer {
  /// A connection that stays open, to hold what a test wants held; it ends with this value.
  package final class Session: Sendable {
    /// The process that serves it.
    package let backend: Int32
    private let psql: Child
    private let server: PostgresServer
    private let folder: TemporaryFolder

    fileprivate init(_ server: PostgresServer, database: String, user: String) throws {
      let folder = try TemporaryFolder(["output": ""])
      let log = "\(folder.path)/output"
      try PostgresInstallation.giveToServer([log])
      let psql = try PostgresCommand(["psql"] + server.psqlArguments(database, user))
        .start(log: log, takesInput: true)
      let answer = try Self.run("SELECT pg_backend_pid()", psql, log)
      guard let pid = Int32(answer) else { throw Failure(description: "no session: \(answer)") }
      backend = pid
      self.psql = psql
      self.server = server
      self.folder = folder
    }

    /// The backend of a psql that is gone would still wait for its lock.
    deinit {
      guard !server.isFrozen else { return }
      if server.pids.contains(backend) { kill(backend, SIGTERM) }
      try? wait(seconds: 10, for: "the session's end") { !server.pids.contains(backend) }
    }

    /// What it printed so far.
    package var output: String { Self.output("\(folder.path)/output") }

    /// Runs statements and waits for their end, half a minute at most.
    @discardableResult
    package func run(_ sql: String) throws -> String {
      try Self.run(sql, psql, "\(folder.path)/output")
    }

    /// Begins statements that take their time, or wait for a lock.
    package func begin(_ sql: String) throws { try psql.send("\(sql)\n;\n") }

    private static func run(
      _ sql: String, _ psql: Child, _ log: String
    ) throws -> String {
      let mark = "done \(UUID().uuidString)"
      let before = output(log).utf8.count
      // \warn is not kept back in a buffer, and is no statement that the server would show.
      try psql.send("\(sql)\n;\n\\warn \(mark)\n")
      var said = ""
      try wait(seconds: 30, for: "the end of \(sql)") {
        said = String(decoding: Array(output(log).utf8.dropFirst(before)), as: UTF8.self)
        guard psql.isRunning || said.contains(mark) else {
          throw Failure(description: "\(sql): \(said)")
        }
        return said.contains(mark)
      }
      let lines = said.split(separator: "\n").filter { !$0.contains(mark) }
      return lines.joined(separator: "\n")
    }

    private static func output(_ log: String) -> String {
      (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    }
  }

  /// Opens a connection.
  package func session(database: String = "postgres", user: String = "postgres") throws -> Session {
    try Session(self, database: database, user: user)
  }

  /// Opens a connection, runs statements in it and keeps what they took, until the value is gone:
  /// `BEGIN; LOCK TABLE votes IN ACCESS EXCLUSIVE MODE`.
  package func hold(
    _ sql: String, database: String = "postgres", user: String = "postgres"
  ) throws -> Session {
    let session = try session(database: database, user: user)
    try session.run(sql)
    return session
  }
}
