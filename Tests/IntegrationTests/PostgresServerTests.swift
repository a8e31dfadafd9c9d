import Foundation
import TestSupport
import Testing

/// The ground that pg-exporter's tests stand on.
@Suite(PostgresServer.requirement.trait) struct PostgresServerTests {
  init() throws { try PostgresServer.requirement.check() }

  @Test func itAnswersOnASocketOfItsOwn() throws {
    let server = try PostgresServer(
      settings: ["max_connections": "17", "cluster_name": "it's"], statements: true,
      initialisation: "CREATE DATABASE shop", "CREATE TABLE votes (n int)")
    #expect(try server.run("SHOW max_connections") == "17")
    #expect(try server.run("SHOW cluster_name") == "it's")
    #expect(try server.run("SELECT 1, 'a' UNION SELECT 2, NULL ORDER BY 1") == "1|a\n2|")
    #expect(try server.run("SELECT current_database()", database: "shop") == "shop")
    #expect(try server.run("SELECT count(*) > 0 FROM pg_stat_statements") == "t")
    #expect(try server.run("SHOW listen_addresses") == "")
    #expect(throws: Failure.self) { try server.run("SELECT * FROM nowhere") }
    #expect(server.log.contains("nowhere"))
  }

  @Test func itListensOnTCPWhereAskedTo() throws {
    let server = try PostgresServer(
      tcp: true, initialisation: "SET password_encryption = 'scram-sha-256'",
      "CREATE ROLE watcher LOGIN PASSWORD 'right'")
    let before = server.log
    try server.authenticate("host all watcher 127.0.0.1/32 scram-sha-256\nlocal all all trust")
    try wait(seconds: 20, for: "the new pg_hba.conf") { server.log.count > before.count }
    func ask(_ password: String) throws -> Program {
      let psql = try #require(PostgresInstallation.psql)
      let source = server.dataSource(user: "watcher", password: password, tcp: true)
      let program = try Program(psql, ["-XAtc", "SELECT current_user", source])
      _ = program.end()
      return program
    }
    #expect(try ask("right").output == "watcher\n")
    #expect(try ask("wrong").output.contains("password authentication failed"))
  }

  @Test func nothingIsLeftOfIt() throws {
    var server: PostgresServer? = try PostgresServer()
    let folder = try #require(server?.socketFolder)
    var sessions = try (1...3).compactMap { _ in try server?.session() }
    let pids = try #require(server?.pids)
    #expect(pids.count > 6)
    #expect(Set(sessions.map(\.backend)).isSubset(of: pids))
    #expect(pids.allSatisfy { stat($0)?.command == "postgres" })
    sessions = []
    server = nil
    #expect(pids.filter(isRunning) == [])
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  @Test func nothingIsLeftOfAFrozenOne() throws {
    var server: PostgresServer? = try PostgresServer()
    let session = try server?.session()
    let pids = try #require(server?.pids)
    try server?.freeze()
    try withExtendedLifetime(session) { try server?.stop(.immediate) }
    server = nil
    #expect(pids.filter(isRunning) == [])
  }

  @Test func aFrozenServerDoesNotAnswerUntilItThaws() throws {
    let server = try PostgresServer()
    let session = try server.session()
    try server.freeze()
    #expect(server.pids.count > 6)
    #expect(server.pids.allSatisfy { stat($0)?.isStopped == true })
    try session.begin("SELECT 'awake'")
    usleep(300_000)
    #expect(!session.output.contains("awake"))
    server.thaw()
    try wait(seconds: 20, for: "an answer") { session.output.contains("awake") }
    #expect(try server.run("SELECT 1") == "1")
  }

  @Test func aHeldLockIsReleasedWithItsSession() throws {
    let server = try PostgresServer(initialisation: "CREATE TABLE votes (n int)")
    let locks = "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted"
    var holder: PostgresServer.Session? = try server.hold(
      "BEGIN; LOCK TABLE votes IN ACCESS EXCLUSIVE MODE")
    #expect(try server.run(locks) == "1")
    var waiting: PostgresServer.Session? = try server.session()
    try waiting?.begin("SELECT * FROM votes")
    try wait(seconds: 20, for: "someone to wait") {
      try server.run("SELECT count(*) FROM pg_locks WHERE NOT granted") == "1"
    }
    waiting = nil
    #expect(try server.run("SELECT count(*) FROM pg_locks WHERE NOT granted") == "0")
    holder = nil
    #expect(try server.run(locks) == "0")
    #expect(holder == nil && waiting == nil)
  }

  @Test func aSessionSaysWhatWentWrong() throws {
    let session = try PostgresServer().session()
    #expect(try session.run("SELECT 1; SELECT 2;") == "1\n2")
    let error = #expect(throws: Failure.self) { try session.run("SELECT * FROM nowhere") }
    #expect(error?.description.contains("nowhere\" does not exist") == true)
  }

  @Test func aStandbyStreamsAndIsPromoted() throws {
    let primary = try PostgresServer(initialisation: "CREATE TABLE votes (n int)")
    let standby = try PostgresServer(standbyOf: primary, slot: "second")
    #expect(try primary.run("SELECT slot_name, active FROM pg_replication_slots") == "second|t")
    try primary.run("INSERT INTO votes VALUES (7)")
    try wait(seconds: 20, for: "the row") { try standby.run("SELECT n FROM votes") == "7" }
    #expect(try standby.run("SELECT pg_is_in_recovery()") == "t")
    try standby.promote()
    try standby.run("INSERT INTO votes VALUES (8)")
    #expect(try standby.run("SELECT sum(n) FROM votes") == "15")
  }

  @Test func itKeepsItsDataOverARestart() throws {
    let server = try PostgresServer(initialisation: "CREATE TABLE votes AS SELECT 7 AS n")
    let first = server.pids
    try server.restart()
    #expect(Set(first).isDisjoint(with: server.pids))
    #expect(try server.run("SELECT n FROM votes") == "7")
    try server.stop()
    #expect(!server.isRunning && server.pids.isEmpty)
    #expect(throws: Failure.self) { try server.run("SELECT 1") }
  }

  private func isRunning(_ pid: Int32) -> Bool {
    stat(pid).map { $0.command == "postgres" && !$0.isOver } ?? false
  }
}
