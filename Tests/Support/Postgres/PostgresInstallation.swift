internal import Foundation
internal import Synchronization

/// The PostgreSQL of this machine.
package enum PostgresInstallation {
  /// `VIGIE_POSTGRES_BIN`, or the newest that Debian's packages have put there.
  package static let binaries: String? = {
    ProcessInfo.processInfo.environment["VIGIE_POSTGRES_BIN"] ?? debian
  }()

  /// Where psql is: Debian's speaks to every server, and those that come with servers from elsewhere
  /// do not all run.
  package static let psql = (debian ?? binaries).map { "\($0)/psql" }

  private static let debian: String? = {
    let root = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(root)/\($0)/bin" }
      .first { FileManager.default.isExecutableFile(atPath: "\($0)/postgres") }
  }()

  /// The user and group that a server runs as where the test is root, which PostgreSQL refuses.
  static let user: (uid: uid_t, gid: gid_t)? = {
    guard getuid() == 0, let entry = unsafe getpwnam("postgres") else { return nil }
    return unsafe (entry.pointee.pw_uid, entry.pointee.pw_gid)
  }()

  static func giveToServer(_ paths: [String]) throws {
    guard let user else { return }
    for path in paths {
      guard unsafe chown(path, user.uid, user.gid) == 0 else {
        throw Failure(description: "chown \(path): error \(errno)")
      }
    }
  }
}

extension PostgresServer {
  /// What a test with a server needs.
  package static let requirement: Requirement = {
    let isThere = PostgresInstallation.binaries.map {
      FileManager.default.isExecutableFile(atPath: "\($0)/postgres")
    }
    let hasUser = getuid() != 0 || PostgresInstallation.user != nil
    return Requirement(
      absent: (isThere == true ? [] : ["PostgreSQL (package postgresql, or VIGIE_POSTGRES_BIN)"])
        + (hasUser ? [] : ["the user postgres"])
        + ["setpriv", "setsid"].filter { Program.path(of: $0) == nil })
  }()
}

/// A database folder that each server starts from: making one takes a second, copying it does not.
struct PostgresTemplate: Sendable {
  static let shared = Result { try PostgresTemplate() }

  let data: String
  private let folder: TemporaryFolder
  /// A static is not destroyed: this one removes the folder when the test program ends.
  private let guardian: Child

  private init() throws {
    folder = try TemporaryFolder()
    data = "\(folder.path)/data"
    guardian = try Child(
      ["setsid", "sh", "-c", "read -r _; rm -rf \"$1\"", "sh", folder.path], takesInput: true)
    try PostgresInstallation.giveToServer([folder.path])
    try PostgresCommand(
      "initdb", "--pgdata=\(data)", "--username=postgres", "--auth=trust", "--encoding=UTF8",
      "--no-locale", "--no-sync"
    ).run()
  }
}

/// A program of PostgreSQL's, or one that runs as its user.
struct PostgresCommand {
  private let arguments: [String]

  init(_ arguments: String..., isOwn: Bool = true) throws {
    try self.init(arguments, isOwn: isOwn)
  }

  /// - Parameter isOwn: Whether it is one of PostgreSQL's own.
  init(_ arguments: [String], isOwn: Bool = true) throws {
    guard let binaries = PostgresInstallation.binaries else {
      throw Failure(description: "no PostgreSQL")
    }
    let program =
      arguments[0] == "psql"
      ? PostgresInstallation.psql ?? "psql" : isOwn ? "\(binaries)/\(arguments[0])" : arguments[0]
    let user = PostgresInstallation.user.map {
      ["setpriv", "--reuid=\($0.uid)", "--regid=\($0.gid)", "--clear-groups"]
    }
    self.arguments = (user ?? []) + [program] + arguments.dropFirst()
  }

  private static let environment = ["LC_ALL": "C", "PGCONNECT_TIMEOUT": "20", "PGOPTIONS": ""]

  func start(log: String, takesInput: Bool = false) throws -> Child {
    try Child(arguments, environment: Self.environment, log: log, takesInput: takesInput)
  }

  /// Runs it to its end, a minute at most, and returns what it printed.
  @discardableResult
  func run() throws -> String {
    let folder = try TemporaryFolder(["errors": ""])
    let child = try Child(
      ["timeout", "--signal=KILL", "60"] + arguments, environment: Self.environment,
      log: "\(folder.path)/errors", capturesOutput: true)
    let printed = child.finish()
    guard child.exitStatus == 0 else {
      let errors = try String(contentsOfFile: "\(folder.path)/errors", encoding: .utf8)
      throw Failure(
        description: "\(arguments.joined(separator: " ")): "
          + (child.exitStatus == 137 ? "no end within a minute. " : "") + errors)
    }
    return printed.trimmingCharacters(in: .newlines)
  }
}
