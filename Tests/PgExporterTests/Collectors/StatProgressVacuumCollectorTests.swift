import TestSupport
import Testing

@testable import PgExporter

@Suite struct StatProgressVacuumCollectorTests {
  @Test func since17RoomForDeadTuplesIsNoNumberOfTuples() throws {
    func families(_ version: ServerVersion) -> [String] {
      StatProgressVacuumCollector().views[0].columns.filter { $0.exists(on: version) }
        .map { $0.header.name.replacing("pg_stat_progress_vacuum_", with: "") }
    }
    let common = [
      "phase", "heap_blks", "heap_blks_scanned", "heap_blks_vacuumed", "index_vacuums",
    ]
    #expect(families(16) == common + ["max_dead_tuples", "num_dead_tuples"])
    let added = [
      "num_dead_tuples", "max_dead_tuple_bytes", "dead_tuple_bytes", "indexes", "indexes_processed",
    ]
    #expect(families(17) == common + added)
    #expect(families(18) == common + added + ["delay_seconds"])
  }
}

@Suite(PostgresServer.requirement.trait) struct StatProgressVacuumCollectorServerTests {
  private let server: PostgresServer

  init() throws {
    try PostgresServer.requirement.check()
    server = try PostgresServer(
      settings: [
        "autovacuum_naptime": "1", "autovacuum_vacuum_cost_delay": "100",
        "autovacuum_vacuum_cost_limit": "1",
      ],
      initialisation: "CREATE DATABASE shop")
  }

  private func fill(_ table: String, in database: String, autovacuum: Bool = false) throws {
    try server.run(
      "CREATE TABLE \(table) WITH (autovacuum_enabled = \(autovacuum)) AS"
        + " SELECT generate_series(1, 100000) AS n", database: database)
    try server.run("UPDATE \(table) SET n = 0", database: database)
  }

  private func vacuum(_ table: String, in database: String) throws -> PostgresServer.Session {
    let session = try server.session(database: database)
    try session.run("SET vacuum_cost_delay = 100; SET vacuum_cost_limit = 1")
    try session.begin("VACUUM \(table)")
    try waitForVacuum(in: database)
    return session
  }

  private func waitForVacuum(in database: String) throws {
    try wait(seconds: 30, for: "the VACUUM to scan") {
      try server.run(
        "SELECT count(*) FROM pg_stat_progress_vacuum WHERE phase = 'scanning heap'"
          + " AND datname = '\(database)'") == "1"
    }
  }

  @Test func aVacuumIsFollowedByTheNameOfItsTable() throws {
    try fill("votes", in: "postgres")
    try server.run("CREATE SCHEMA old")
    try fill("old.\"Votes\"", in: "postgres")
    let first = try vacuum("votes", in: "postgres")
    let values = try CollectorReader(server).values(StatProgressVacuumCollector())
    let labels = "datname=\"postgres\",relname=\"votes\""
    #expect(values["pg_stat_progress_vacuum_phase{\(labels),phase=\"scanning heap\"}"] == 1)
    let blocks = try server.run("SELECT pg_relation_size('votes') / 8192")
    #expect(values["pg_stat_progress_vacuum_heap_blks{\(labels)}"] == Double(blocks))
    let scanned = try #require(values["pg_stat_progress_vacuum_heap_blks_scanned{\(labels)}"])
    #expect(scanned < Double(blocks)!)
    try server.run("SELECT pg_cancel_backend(\(first.backend))")
    let second = try server.session()
    try second.run("SET vacuum_cost_delay = 100; SET vacuum_cost_limit = 1")
    try second.begin("VACUUM old.\"Votes\"")
    try wait(seconds: 20, for: "the second VACUUM") {
      try CollectorReader(server).samples(StatProgressVacuumCollector()).contains {
        $0.contains("relname=\"old.\\\"Votes\\\"\",phase")
      }
    }
    withExtendedLifetime((first, second)) {}
  }

  @Test func aTableOfAnotherDatabaseIsNotTakenForOneOfOurs() throws {
    try fill("votes", in: "shop")
    let number = try server.run("SELECT 'votes'::regclass::oid", database: "shop")
    let session = try vacuum("votes", in: "shop")
    let samples = try CollectorReader(server).samples(StatProgressVacuumCollector())
    #expect(
      samples.first == """
        pg_stat_progress_vacuum_phase{datname="shop",relname="\(number)",phase="scanning heap"} 1
        """)
    withExtendedLifetime(session) {}
  }

  @Test func autovacuumNamesItsTableInEveryDatabase() throws {
    try fill("votes", in: "shop", autovacuum: true)
    try waitForVacuum(in: "shop")
    let reader = try CollectorReader(server)
    let phase = try #require(try reader.samples(StatProgressVacuumCollector()).first)
    #expect(
      phase == """
        pg_stat_progress_vacuum_phase{datname="shop",relname="votes",phase="scanning heap"} 1
        """)
    // An impostor, whose query looks like the server's own.
    let impostor = try server.session()
    try impostor.begin("/* */ SELECT 'autovacuum: VACUUM public.x', pg_sleep(20)")
    let begun = try #require(
      Double(
        try server.run(
          "SELECT extract(epoch FROM xact_start) FROM pg_stat_activity"
            + " WHERE backend_type = 'autovacuum worker' AND query LIKE '%votes'")))
    let values = try reader.values(StatActivityAutovacuumCollector())
    #expect(values["pg_stat_activity_autovacuum_timestamp_seconds{relname=\"votes\"}"] == begun)
    #expect(!values.keys.contains { $0.contains("relname=\"x") })
    withExtendedLifetime(impostor) {}
  }
}
