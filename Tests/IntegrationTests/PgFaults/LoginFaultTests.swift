import Foundation
import TestSupport
import Testing

/// A server that does not let us in, or lets us see too little.
@Suite(.serialized, PostgresServer.requirement.trait) struct LoginFaultTests {
  private let server: PostgresServer

  init() throws {
    try PostgresServer.requirement.check()
    server = try FaultBench.server(tcp: true)
  }

  /// What is wrong with a login, and what mends it.
  struct Login: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var user = "vigie"
    var database = "postgres"
    let reason: String
    /// Which words the log's line has.
    let says: String
    var remedy: String?
  }

  private static let hosts = """
    local all all trust
    host all stranger 127.0.0.1/32 trust
    host all banned 127.0.0.1/32 reject
    host all vigie,changed,idle 127.0.0.1/32 scram-sha-256
    """

  @Test(arguments: [
    Login(
      testDescription: "a wrong password", user: "changed", reason: "authentication",
      says: "check the password of changed",
      remedy: "ALTER ROLE changed PASSWORD '\(FaultBench.secret)'"),
    Login(
      testDescription: "no such role", user: "stranger", reason: "authentication",
      says: "stranger", remedy: "CREATE ROLE stranger LOGIN; GRANT pg_monitor TO stranger"),
    Login(
      testDescription: "no such database", database: "votes", reason: "other",
      says: "votes", remedy: "CREATE DATABASE votes"),
    Login(
      testDescription: "a role that may not log in", user: "idle", reason: "authentication",
      says: "idle", remedy: "ALTER ROLE idle LOGIN"),
    Login(
      testDescription: "refused by pg_hba.conf", user: "banned", reason: "authentication",
      says: "pg_hba.conf rejects"),
    Login(
      testDescription: "not in pg_hba.conf", user: "outsider", reason: "authentication",
      says: "no pg_hba.conf entry"),
  ])
  func aLoginThatFailsHasItsReasonAndRecoversWhenItIsMended(login: Login) throws {
    try server.run("CREATE ROLE changed LOGIN PASSWORD 'another'")
    for role in ["banned", "outsider"] { try server.run("CREATE ROLE \(role) LOGIN") }
    try server.run("CREATE ROLE idle PASSWORD '\(FaultBench.secret)'")
    try server.run("GRANT pg_monitor TO changed, banned, outsider, idle")
    try reload(Self.hosts)
    let bench = try FaultBench(
      server.dataSource(
        database: login.database, user: login.user, password: FaultBench.secret, tcp: true))
    let page = try bench.scrape()
    #expect(page["pg_up"] == "0")
    #expect(page.succeeded == [])
    #expect(page.fromServer == [])
    #expect(
      page[#"pg_exporter_connection_failures_total{reason="\#(login.reason)"}"#] == "1",
      "\(bench.log)")
    for _ in 0..<3 { #expect(try bench.scrape()["pg_up"] == "0") }
    let told = bench.told("server is down")
    #expect(told.count == 1)
    #expect(told.first?.contains(login.says) == true, "\(told)")
    #expect(try FaultBench.connections(server) == 0)

    if let remedy = login.remedy {
      try server.session().run(remedy)
    } else {
      try reload("local all all trust\nhost all all 127.0.0.1/32 trust")
    }
    try bench.recover()
    #expect(try FaultBench.connections(server) == 1)
    #expect(bench.told("level=error").count == 1)
    #expect(bench.told("server answers again").count == 1)
  }

  @Test func loginsThatFailLeaveNothingBehind() throws {
    try reload(Self.hosts)
    let bench = try FaultBench(server, user: "nobody", tcp: true)
    try bench.doesNotGrow {
      let page = try bench.scrape()
      #expect(page["pg_up"] == "0")
    }
    #expect(bench.told("level=error").count == 1)
  }

  @Test func aRoleWithoutRightsIsToldOfThemUntilTheyAreGranted() throws {
    try server.run("CREATE ROLE guest LOGIN")
    let bench = try FaultBench(server, user: "guest")
    let page = try bench.scrape()
    #expect(page.isUp)
    let missing = page.lines("pg_scrape_collector_missing_right").filter { $0.hasSuffix(" 1") }
    let named = Set(
      missing.compactMap { $0.split(separator: "\"").dropFirst().first.map(String.init) })
    #expect(
      named.isSuperset(of: [
        "stat_activity", "stat_replication", "settings", "wal", "blocked", "backup", "replication",
        "stat_progress_vacuum",
      ]))
    // What the server refuses fails; what it answers with less is among those named above.
    #expect(page.failed.contains("wal"))
    #expect(Set(page.failed).isSubset(of: named), "\(page.failed)")
    try bench.doesNotGrow { try bench.scrape() }
    let told = bench.told("lacks a right")
    #expect(told.count == Set(missing.map { $0.split(separator: "\"")[3] }).count)
    #expect(told.allSatisfy { $0.contains("GRANT pg_") && $0.contains("guest") }, "\(told)")

    try server.run("GRANT pg_monitor TO guest")
    let after = try bench.recover()
    #expect(after.lines("pg_scrape_collector_missing_right").allSatisfy { $0.hasSuffix(" 0") })
    #expect(after["pg_wal_segments"] != nil)
    #expect(bench.told("lacks a right").count == told.count)
    #expect(bench.told("no right is lacking any more").count == told.count)
    #expect(after["pg_exporter_connects_total"] == "1")
  }

  private func reload(_ hosts: String) throws {
    let times = server.log.ranges(of: "reloading configuration files").count
    try server.authenticate(hosts)
    try wait(seconds: 20, for: "the new pg_hba.conf") {
      server.log.ranges(of: "reloading configuration files").count > times
    }
    // The postmaster says so before it has read them.
    try server.run("SELECT 1")
  }
}
