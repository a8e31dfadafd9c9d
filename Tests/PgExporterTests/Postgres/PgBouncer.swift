import Foundation
import Shared
import TestSupport

/// A PgBouncer of the test's own before a server: each transaction may get another backend.
final class PgBouncer {
  static let requirement = Requirement(programs: ["pgbouncer", "setpriv"])

  private let folder: TemporaryFolder
  private let child: Child

  init(to server: PostgresServer, mode: String = "transaction") throws {
    folder = try TemporaryFolder([
      "users": "\"postgres\" \"\"\n\"vigie\" \"\"\n", "log": "",
    ])
    try folder.write(
      """
      [databases]
      * = host=\(server.socketFolder) port=\(server.port)
      [pgbouncer]
      listen_port = 6432
      unix_socket_dir = \(folder.path)
      auth_type = trust
      auth_file = \(folder.path)/users
      pool_mode = \(mode)
      default_pool_size = 3
      server_round_robin = 1
      """, to: "ini")
    chmod(folder.path, 0o777)
    chmod("\(folder.path)/log", 0o666)
    let user = getuid() == 0 ? ["setpriv", "--reuid=postgres", "--clear-groups"] : []
    child = try Child(
      user + ["pgbouncer", "\(folder.path)/ini"], log: "\(folder.path)/log")
    try wait(seconds: 30, for: "PgBouncer to listen") {
      FileManager.default.fileExists(atPath: "\(folder.path)/.s.PGSQL.6432")
    }
  }

  /// What it wrote to its log.
  var log: String { (try? String(contentsOfFile: "\(folder.path)/log", encoding: .utf8)) ?? "" }

  func parameters(user: String = "postgres") -> [(keyword: String, value: Secret)] {
    [
      ("host", Secret(folder.path)), ("port", Secret("6432")), ("dbname", Secret("postgres")),
      ("user", Secret(user)),
    ]
  }
}
