internal import Foundation
internal import Synchronization

/// The voting application of `demo/app`, whole: a Redis, a PostgreSQL and the three programs, on
/// loopback at free ports.
///
/// It is over when this value is, and also when the test program is killed.
package final class VotingApplication: Sendable {
  package enum Part: String, Sendable, CaseIterable { case vote, worker, result }

  package let redis: RedisServer
  package let postgres: PostgresServer
  private let ports: [Part: Int]
  private let arguments: [Part: [String]]
  private let folder: TemporaryFolder
  private let running = Mutex<[Part: Running]>([:])

  private struct Running {
    let program: Child
    /// Ends the program when the test program is killed.
    let guardian: Child
  }

  package static let requirement = Requirement(
    absent: [RedisServer.requirement, PostgresServer.requirement].compactMap(\.missing)
      + missingModules)

  /// Starts all of it, and waits until the pages answer and the worker waits for votes.
  ///
  /// - Parameter interval: Seconds from one push of the scores to the next.
  package init(interval: Double = 1) throws {
    redis = try RedisServer(tcp: true)
    postgres = try PostgresServer()
    folder = try TemporaryFolder(["vote.log": "", "worker.log": "", "result.log": ""])
    let (vote, result) = (try freePort(), try freePort())
    ports = [.vote: vote, .result: result]
    let redis = ["--redis-port", "\(self.redis.port ?? 0)"]
    let postgres = ["--postgres", self.postgres.dataSource()]
    arguments = [
      .vote: ["--port", "\(vote)"] + redis,
      .worker: redis + postgres,
      .result: ["--port", "\(result)", "--interval", "\(interval)"] + postgres,
    ]
    // The worker makes the table, which the result page reads.
    for part in [Part.worker, .vote, .result] { try start(part) }
  }

  deinit { for part in Part.allCases { stop(part) } }

  package var voteURL: String { "http://127.0.0.1:\(ports[.vote] ?? 0)" }
  package var resultURL: String { "http://127.0.0.1:\(ports[.result] ?? 0)" }

  /// What a program has logged.
  package func log(_ part: Part) -> String {
    (try? String(contentsOfFile: log(of: part), encoding: .utf8)) ?? ""
  }

  /// The votes that are counted, by what was chosen.
  package func scores() throws -> [String: Int] {
    let lines = try postgres.run("SELECT vote, count(id) FROM votes GROUP BY vote")
    let pairs = lines.split(separator: "\n").map { $0.split(separator: "|") }
    return Dictionary(uniqueKeysWithValues: pairs.map { (String($0[0]), Int($0[1]) ?? -1) })
  }

  /// Votes as a browser does, and returns the status of the answer.
  @discardableResult
  package func cast(_ vote: String, by voter: String) throws -> String {
    try Child(
      ["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}"]
        + ["--max-time", "20", "--cookie", "voter_id=\(voter)", "--data", "vote=\(vote)", voteURL],
      capturesOutput: true
    ).finish()
  }
}

// MARK: - Start and end

extension VotingApplication {
  private static let source = URL(fileURLWithPath: #filePath)
    .appendingPathComponent("../../../demo/app").standardizedFileURL.path

  private func log(of part: Part) -> String { "\(folder.path)/\(part.rawValue).log" }

  /// Starts a program of it, unless it runs, and waits until it is at work.
  package func start(_ part: Part) throws {
    if running.withLock({ $0[part]?.program.isRunning == true }) { return }
    let script = "\(Self.source)/\(part.rawValue).py"
    let before = log(part).utf8.count
    let program = try Child(
      [script] + (arguments[part] ?? []), environment: ["PYTHONDONTWRITEBYTECODE": "1"],
      log: log(of: part))
    let guardian = try Child(
      ["setsid", "sh", "-c", Self.guardian, "sh", "\(program.pid)", script, folder.path],
      takesInput: true)
    running.withLock { $0[part] = Running(program: program, guardian: guardian) }
    let sign = part == .worker ? "is connected to PostgreSQL" : "listens on"
    try wait(seconds: 60, for: "\(part.rawValue).py") {
      guard program.isRunning else { throw Failure(description: "it ended: \(log(part))") }
      return String(decoding: Array(log(part).utf8.dropFirst(before)), as: UTF8.self).contains(sign)
    }
  }

  /// Ends a program as a service manager does, or at once where it does not listen.
  package func stop(_ part: Part) {
    guard let program = running.withLock({ $0[part]?.program }) else { return }
    program.signal(SIGTERM)
    if (try? wait(seconds: 5, for: "its end") { !program.isRunning }) == nil {
      program.signal(SIGKILL)
      program.finish()
    }
    running.withLock { $0[part] = nil }
  }

  /// Stops a program in its tracks.
  package func freeze(_ part: Part) {
    running.withLock { $0[part]?.program.signal(SIGSTOP) }
  }

  package func thaw(_ part: Part) {
    running.withLock { $0[part]?.program.signal(SIGCONT) }
  }

  /// Waits for the end of its input, which is the end of the test program, and then ends the program
  /// (`$1`), if it still is the script `$2`, and removes the folder of the logs (`$3`).
  private static let guardian = """
    read -r _
    if tr '\\0' '\\n' < "/proc/$1/cmdline" | grep -qxF "$2"; then kill -KILL "$1"; fi 2>/dev/null
    rm -rf "$3"
    """

  /// What Debian's Python lacks.
  private static let missingModules: [String] = {
    let modules = ["flask", "flask_socketio", "redis", "psycopg2"]
    let child = try? Child(
      ["/usr/bin/python3", "-c"]
        + [
          "import importlib.util as u; "
            + "print(*[m for m in \(modules) if u.find_spec(m) is None])"
        ], capturesOutput: true)
    guard let child else { return ["/usr/bin/python3"] }
    return child.finish().split(whereSeparator: \.isWhitespace).map { "Python's module \($0)" }
  }()
}
