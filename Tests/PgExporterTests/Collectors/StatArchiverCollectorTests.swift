import TestSupport
import Testing

@testable import PgExporter

@Suite(PostgresServer.requirement.trait) struct StatArchiverCollectorTests {
  init() throws { try PostgresServer.requirement.check() }

  @Test func whatNeverHappenedHasNoTime() throws {
    let server = try PostgresServer()
    let reader = try CollectorReader(server)
    #expect(
      try reader.samples(StatArchiverCollector()) == [
        "pg_stat_archiver_archived_count 0", "pg_stat_archiver_failed_count 0",
      ])
  }

  @Test func anAttemptThatFailedHasATime() throws {
    let server = try PostgresServer(
      settings: ["archive_mode": "on", "archive_command": "false"])
    let reader = try CollectorReader(server)
    try server.run("SELECT pg_switch_wal() FROM pg_create_restore_point('a')")
    var failed: Double?
    try wait(seconds: 30, for: "an attempt to fail") {
      failed = try reader.values(StatArchiverCollector())[
        "pg_stat_archiver_last_failed_timestamp_seconds"]
      return failed != nil
    }
    let now = try #require(Double(try server.run("SELECT extract(epoch FROM now())")))
    #expect(try #require(failed) <= now && failed! > now - 60)
    try server.run("ALTER SYSTEM SET archive_command = 'true'")
    try server.run("SELECT pg_reload_conf()")
    try wait(seconds: 90, for: "a file to be archived") {
      try reader.values(StatArchiverCollector())["pg_stat_archiver_archived_count"]! > 0
    }
    // The age is that of the moment also in a transaction that is older than the file.
    let age = try reader.values(StatArchiverCollector())["pg_stat_archiver_last_archive_age"]
    #expect(try #require(age) >= 0 && age! < 60)
  }
}
