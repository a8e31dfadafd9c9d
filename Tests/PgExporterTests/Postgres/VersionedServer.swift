import Foundation
import Glibc
import Shared
import TestSupport
import Testing

@testable import PgExporter

/// A PostgreSQL of some version, in a folder of its own, for as long as this value lives.
final class VersionedServer {
  private let folder: TemporaryFolder
  private let postmaster: Child

  /// `VIGIE_POSTGRES_BINS`: folders with `initdb` and `postgres`, separated by colons; without it
  /// the newest that Debian's packages have put here.
  static let installations: [String] = {
    if let list = ProcessInfo.processInfo.environment["VIGIE_POSTGRES_BINS"] {
      return list.split(separator: ":").map(String.init)
    }
    let root = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return versions.compactMap { Int($0) }.max().map { ["\(root)/\($0)/bin"] } ?? []
  }()

  static let requirement = Requirement(
    root: true, files: installations.isEmpty ? ["/usr/lib/postgresql"] : installations,
    programs: ["setpriv", "timeout"])

  /// - Parameter binaries: The folder of `initdb` and `postgres`.
  init(_ binaries: String) throws {
    folder = try TemporaryFolder(["log": ""])
    guard let user = getpwnam("postgres"),
      chown(folder.path, user.pointee.pw_uid, user.pointee.pw_gid) == 0
    else { throw PgError("no user postgres") }
    // Should this test be killed, the server does not outlive it for long.
    let asUser = [
      "setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "timeout",
      "--signal=QUIT", "120",
    ]
    let data = "\(folder.path)/data"
    let initdb = try Child(
      asUser + ["\(binaries)/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-k", "-N"],
      log: "\(folder.path)/log")
    while initdb.isRunning { usleep(10_000) }
    postmaster = try Child(
      asUser + [
        "\(binaries)/postgres", "-D", data, "-k", folder.path, "-c", "listen_addresses=",
        "-c", "fsync=off", "-c", "dynamic_shared_memory_type=mmap",
      ], log: "\(folder.path)/log")
    let deadline = Deadline(in: .seconds(60))
    while (try? session()) == nil {
      guard postmaster.isRunning, deadline.remaining > .zero else {
        throw PgError("\(binaries) does not start: \(log)")
      }
      usleep(20_000)
    }
  }

  deinit {
    postmaster.signal(SIGQUIT)
    while postmaster.isRunning { usleep(10_000) }
  }

  var log: String { (try? String(contentsOfFile: "\(folder.path)/log", encoding: .utf8)) ?? "" }

  /// The errors that statements had, as the server logged them.
  var errors: [String] {
    log.split(separator: "\n").filter { $0.contains("ERROR:") }.map(String.init)
  }

  func session(user: String = "postgres") throws(PgError) -> Session {
    try Session(
      [("host", folder.path), ("dbname", "postgres"), ("user", user)],
      by: Deadline(in: .seconds(30)))
  }

  func run(_ statements: [Statement]) throws {
    for statement in statements {
      try session().run([statement], by: Deadline(in: .seconds(30))) { _, answer in
        if case .failure(let error) = answer { Issue.record(error) }
      }
    }
  }
}
