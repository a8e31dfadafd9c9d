import Foundation
import TestSupport
import Testing

/// The program with a real server that wants passwords.
@Suite(.serialized, PostgresServer.requirement.trait) struct PgExporterServerTests {
  private let server: PostgresServer
  private static let secret = "hunter2"

  init() throws {
    try PostgresServer.requirement.check()
    server = try PostgresServer(
      tcp: true, initialisation: "CREATE ROLE vigie LOGIN PASSWORD 'hunter2'",
      "GRANT pg_monitor TO vigie", "CREATE ROLE other LOGIN PASSWORD 'another-hunter2'")
    let before = server.log
    try server.authenticate("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256")
    try wait(seconds: 20, for: "the new pg_hba.conf") { server.log.count > before.count }
  }

  private func folder(user: String = "vigie", password: String) throws -> TemporaryFolder {
    try TemporaryFolder(["pg.yml": modules(user: user), "password": "\(password)\n"])
  }

  private func modules(user: String) -> String {
    """
    auth_modules:
      fleet:
        type: userpass
        userpass: {username: \(user), password_file: password}
        targets: ["127.0.0.1:\(server.port)"]

    """
  }

  private var probe: String {
    "/probe?auth_module=fleet&target=127.0.0.1:\(server.port)/postgres"
  }

  @Test func aDataSourceIsScraped() throws {
    let exporter = try RunningExporter(
      .pg, "--constantLabels=env=prod", "--metric-prefix=db",
      environment: [
        "DATA_SOURCE_NAME":
          "postgresql://vigie:hunter2@127.0.0.1:\(server.port)/postgres?sslmode=disable"
      ])
    let samples = try exporter.samples()
    #expect(samples.contains("pg_up{env=\"prod\"} 1"))
    #expect(samples.contains { $0.hasPrefix("db_locks_count{env=\"prod\",") })
    #expect(!samples.contains { $0.hasPrefix("pg_locks") })
    #expect(samples.allSatisfy { $0.contains("{env=\"prod\"") })
  }

  @Test func aDataSourceInPartsIsScraped() throws {
    let folder = try TemporaryFolder(["password": "hunter2\n", "user": "vigie"])
    let exporter = try RunningExporter(
      .pg,
      environment: [
        "DATA_SOURCE_URI": "127.0.0.1:\(server.port)/postgres?sslmode=disable",
        "DATA_SOURCE_USER_FILE": "\(folder.path)/user",
        "DATA_SOURCE_PASS_FILE": "\(folder.path)/password",
      ])
    #expect(try exporter.samples().contains("pg_up 1"))
  }

  @Test func aSocketIsScraped() throws {
    let exporter = try RunningExporter(
      .pg,
      environment: ["DATA_SOURCE_NAME": server.dataSource(user: "vigie")])
    #expect(try exporter.samples().contains("pg_up 1"))
  }

  @Test func aWrongPasswordIsToldOfAndNotTold() throws {
    let exporter = try RunningExporter(
      .pg,
      environment: [
        "DATA_SOURCE_NAME":
          "postgresql://vigie:wrong-hunter2@127.0.0.1:\(server.port)/postgres?sslmode=disable"
      ])
    let page = try exporter.get("/metrics")
    #expect(page.body.contains("\npg_up 0\n"))
    #expect(
      exporter.program.wait { $0.output.contains("reason=authentication") },
      "\(exporter.program.output)")
    #expect(!(page.body + exporter.program.output).contains(Self.secret))
  }

  @Test func aProbeLogsInWithItsModule() throws {
    let folder = try folder(password: Self.secret)
    let exporter = try RunningExporter(.pg, "--config.file=\(folder.path)/pg.yml")
    let page = try exporter.get(probe)
    #expect(page.status == 200)
    #expect(page.body.contains("\npg_up 1\n"))
    #expect(page.body.contains("\npg_locks_count{"))
    #expect(page.body.contains("\npg_scrape_collector_success{collector=\"locks\"} 1\n"))
    for own in ["process_", "promhttp_", "postgres_exporter_build_info"] {
      #expect(!page.body.contains("\n\(own)"))
    }
    #expect(!(page.body + exporter.program.output).contains(Self.secret))

    // What a target said is on its own page only.
    #expect(!(try exporter.samples()).contains { $0.hasPrefix("pg_up") })
  }

  @Test func aProbeIsNegotiatedAsAScrapeIs() throws {
    let folder = try folder(password: Self.secret)
    let exporter = try RunningExporter(.pg, "--config.file=\(folder.path)/pg.yml")
    let page = try exporter.get(
      probe + "&collect[]=locks", "Accept: application/openmetrics-text;version=1.0.0")
    #expect(page.headers["content-type"]?.hasPrefix("application/openmetrics-text") == true)
    #expect(page.body.hasSuffix("# EOF\n"))
    #expect(page.body.contains("pg_locks_count{"))
    #expect(!page.body.contains("collector=\"stat_archiver\"} 1"))
    let packed = try Answer([
      "--globoff", "--compressed", "http://127.0.0.1:\(exporter.port)\(probe)&exclude[]=locks",
    ])
    #expect(packed.headers["content-encoding"] == "gzip")
    #expect(packed.body.contains("\npg_up 1\n"))
    #expect(!packed.body.contains("pg_locks_count{"))
  }

  @Test func aTargetMayBringItsOwnPassword() throws {
    let exporter = try RunningExporter(.pg)
    let page = try exporter.get(
      "/probe?target=postgresql://vigie:hunter2@127.0.0.1:\(server.port)/postgres")
    #expect(page.body.contains("\npg_up 1\n"))
    #expect(!(page.body + exporter.program.output).contains(Self.secret))
  }

  @Test func aReloadEndsTheSessionsOfTheOldCredentials() throws {
    let folder = try folder(password: Self.secret)
    let exporter = try RunningExporter(.pg, "--config.file=\(folder.path)/pg.yml")
    #expect(try exporter.get(probe).body.contains("\npg_up 1\n"))
    let sessions = "SELECT usename FROM pg_stat_activity WHERE application_name = 'pg-exporter'"
    #expect(try server.run(sessions) == "vigie")

    try folder.write(modules(user: "other"), to: "pg.yml")
    try folder.write("another-hunter2", to: "password")
    let answer = try Answer(["-X", "POST", "http://127.0.0.1:\(exporter.port)/-/reload"])
    #expect(answer.status == 200)
    try wait(seconds: 20, for: "the end of the old session") { try server.run(sessions) == "" }
    #expect(try exporter.get(probe).body.contains("\npg_up 1\n"))
    #expect(try server.run(sessions) == "other")
  }

  @Test func oneReloadReadsLoginsAndQueriesAndAMistakeInOneSparesTheOther() throws {
    let folder = try folder(password: Self.secret)
    func write(_ value: Int) throws {
      try folder.write(
        """
        votes:
          query: SELECT \(value) AS count
          metrics: [{count: {usage: GAUGE, description: Votes.}}]

        """, to: "queries.yml")
    }
    try write(1)
    let exporter = try RunningExporter(
      .pg, "--config.file=\(folder.path)/pg.yml", "--extend.query-path=\(folder.path)/queries.yml",
      environment: ["DATA_SOURCE_NAME": server.dataSource(user: "vigie")])
    let reload = { try Answer(["-X", "POST", "http://127.0.0.1:\(exporter.port)/-/reload"]) }
    let votes = { (path: String) in
      try exporter.samples(path).filter { $0.hasPrefix("votes_count") }
    }
    #expect(try votes("/metrics").map { $0.suffix(2) } == [" 1"])
    #expect(try votes(probe).map { $0.suffix(2) } == [" 1"])

    try write(2)
    #expect(try reload().status == 200)
    #expect(try votes("/metrics").map { $0.suffix(2) } == [" 2"])
    #expect(try votes(probe).map { $0.suffix(2) } == [" 2"])

    try folder.write("auth_modules: []", to: "pg.yml")
    try write(3)
    #expect(try reload().status == 500)
    #expect(try votes("/metrics").map { $0.suffix(2) } == [" 3"])
    #expect(try votes(probe).map { $0.suffix(2) } == [" 3"])

    try folder.write(modules(user: "other"), to: "pg.yml")
    try folder.write("votes: 4", to: "queries.yml")
    #expect(try reload().status == 500)
    #expect(try votes("/metrics").map { $0.suffix(2) } == [" 3"])
    let samples = try exporter.samples()
    #expect(samples.contains("postgres_exporter_config_last_reload_successful 1"))
    #expect(
      samples.contains {
        $0.hasPrefix("pg_exporter_user_queries_load_error{") && $0.hasSuffix(" 1")
      })
  }
}
