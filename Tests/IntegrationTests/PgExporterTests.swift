import Foundation
import TestSupport
import Testing

/// The program as an operator meets it: flags, environment, pages, reload; no server is needed.
@Suite(.serialized) struct PgExporterTests {
  private static let secret = "hunter2"

  // MARK: Start

  struct BadStart: Sendable, CustomTestStringConvertible {
    var arguments: [String] = []
    var environment: [String: String] = [:]
    let says: String
    var testDescription: String { "\(arguments) \(environment)" }
  }

  @Test(arguments: [
    BadStart(arguments: ["--no-such-flag"], says: "'--no-such-flag'"),
    BadStart(arguments: ["--collector.none"], says: "'--collector.none'"),
    BadStart(arguments: ["--collection-timeout=soon"], says: "--collection-timeout"),
    BadStart(arguments: ["--collection-timeout=0s"], says: "longer than 0"),
    BadStart(
      environment: ["PG_EXPORTER_COLLECTION_TIMEOUT": "soon"], says: "--collection-timeout"),
    BadStart(arguments: ["--metric-prefix=1"], says: "--metric-prefix"),
    BadStart(arguments: ["--constantLabels=env"], says: "--constantLabels: 'env' is no NAME=VALUE"),
    BadStart(arguments: ["--probe.targets=db*"], says: "--probe.targets: 'db*'"),
    BadStart(arguments: ["--max-connections=0"], says: "--max-connections"),
    BadStart(
      arguments: ["--config.file=/nowhere/pg.yml"],
      says: "--config.file: open /nowhere/pg.yml: No such file or directory; name a file that is "),
    BadStart(
      arguments: ["--extend.query-path=/nowhere/q.yml"],
      says: "--extend.query-path: open /nowhere/q.yml: No such file or directory; name a file"),
    BadStart(
      arguments: ["--data-source-name=postgresql://u:hunter2@db1:x/"],
      says: "--data-source-name: port: "),
    BadStart(
      environment: ["DATA_SOURCE_NAME": "postgresql://u:hunter2@db1:x/"],
      says: "DATA_SOURCE_NAME: port: "),
    BadStart(
      environment: ["DATA_SOURCE_NAME": "postgresql://u@db1,postgresql://u:hunter2@db2:x/"],
      says: "DATA_SOURCE_NAME, data source 2: port: "),
    BadStart(
      environment: ["DATA_SOURCE_URI": "db1", "DATA_SOURCE_PASS_FILE": "/nowhere/pass"],
      says: "DATA_SOURCE_PASS_FILE: open /nowhere/pass: No such file"),
    BadStart(
      environment: ["DATA_SOURCE_NAME": "host=db1 user=u,host=db1 user=u"],
      says: "data sources 1 and 2 are both"),
    BadStart(arguments: ["postgresql://u:hunter2@db1/"], says: "<connection string>"),
    BadStart(
      arguments: ["--data-source-nam=postgresql://u:hunter2@db1/"], says: "--data-source-nam"),
  ])
  func aBadStartIsOneLineWithoutASecret(start: BadStart) throws {
    let program = try Program(
      Product.pg.executable, start.arguments, environment: start.environment)
    #expect(program.end() == 1)
    #expect(program.output.split(separator: "\n").count == 1, "\(program.output)")
    #expect(program.output.hasPrefix("pg-exporter: "))
    #expect(program.output.contains(start.says), "\(program.output)")
    #expect(!program.output.contains(Self.secret))
  }

  @Test(arguments: [
    ("--version", "pg-exporter 0"), ("--help", "GRANT pg_monitor TO vigie"),
    ("--dumpmaps", "locks (on): "),
  ])
  func answersQuestionsAboutItself(flag: String, says: String) throws {
    let program = try Program(Product.pg.executable, [flag])
    #expect(program.end() == 0)
    #expect(program.output.contains(says))
  }

  @Test func aBadConfigurationStopsTheStart() throws {
    let folder = try TemporaryFolder([
      "pg.yml": "auth_modules:\n  a: {userpass: {user: u, password: hunter2}}\n"
    ])
    let program = try Program(Product.pg.executable, ["--config.file=\(folder.path)/pg.yml"])
    #expect(program.end() == 1)
    #expect(
      program.output
        == "pg-exporter: --config.file: \(folder.path)/pg.yml:2: auth_modules.a.userpass: 'username' is missing\n"
    )
  }

  @Test func startsWithoutADataSource() throws {
    let exporter = try RunningExporter(.pg)
    #expect(exporter.program.output.contains("no data source"))
    let samples = try exporter.samples()
    #expect(!samples.contains { $0.hasPrefix("pg_up") })
    #expect(samples.contains { $0.hasPrefix("postgres_exporter_build_info{") })
    #expect(samples.contains("postgres_exporter_config_last_reload_successful 1"))
    let page = try exporter.get("/")
    #expect(page.body.contains("href=\"/probe\""))
    #expect(page.body.contains("href=\"/metrics\""))
  }

  @Test func aServerThatIsDownIsNoReasonNotToStart() throws {
    let exporter = try RunningExporter(
      .pg, environment: ["DATA_SOURCE_NAME": "postgresql://u:hunter2@127.0.0.1:\(try freePort())/"])
    let page = try exporter.get("/metrics")
    #expect(page.status == 200)
    #expect(page.body.contains("\npg_up 0\n"))
    #expect(!(page.body + exporter.program.output).contains(Self.secret))
  }

  @Test func theEnvironmentStandsForFlags() throws {
    let exporter = try RunningExporter(
      .pg,
      environment: [
        "PG_EXPORTER_WEB_TELEMETRY_PATH": "/m", "PG_EXPORTER_CONSTANT_LABELS": "env=prod",
        "PG_EXPORTER_DISABLE_DEFAULT_METRICS": "true", "PG_EXPORTER_COLLECTION_TIMEOUT": "5s",
      ])
    #expect(try exporter.get("/metrics").status == 404)
    let samples = try exporter.samples("/m")
    #expect(samples.count > 5)
    #expect(samples.allSatisfy { $0.contains("env=\"prod\"") })
  }

  @Test func passwordsOfFlagsAreHidden() throws {
    let exporter = try RunningExporter(
      .pg, "--data-source-name=postgresql://u:hunter2@127.0.0.1:1/", "--data-source-name",
      "host=127.0.0.1 port=2 user=u password=hunter2")
    let path = "/proc/\(exporter.program.pid)/cmdline"
    let line = try String(contentsOfFile: path, encoding: .utf8)
    #expect(line.contains("--data-source-name=***"))
    #expect(!line.contains(Self.secret))
    #expect(!(try exporter.get("/metrics").body + exporter.program.output).contains(Self.secret))
  }

  @Test func theCollectionTimeoutIsTheLongestScrape() throws {
    let mute = try PasswordTrap(isMute: true)
    let exporter = try RunningExporter(
      .pg, "--collection-timeout=500ms",
      environment: ["DATA_SOURCE_NAME": "postgresql://u@127.0.0.1:\(mute.port)/?sslmode=disable"])
    let start = Date()
    let page = try exporter.get("/metrics", "X-Prometheus-Scrape-Timeout-Seconds: 30")
    #expect(page.body.contains("\npg_up 0\n"))
    #expect(Date().timeIntervalSince(start) < 10)
    #expect(mute.clients > 0)
  }

  // MARK: Probes of servers that are none

  private func folder(_ port: Int, targets: String? = nil) throws -> TemporaryFolder {
    try TemporaryFolder([
      "pg.yml": """
      auth_modules:
        fleet:
          type: userpass
          userpass: {username: vigie, password: hunter2}
          options: {sslmode: disable}
          targets: \(targets ?? "[\"127.0.0.1:\(port)\"]")

      """
    ])
  }

  @Test func aProbeThatMayNotBeIsRefused() throws {
    let folder = try folder(1)
    let exporter = try RunningExporter(
      .pg, "--config.file=\(folder.path)/pg.yml", "--probe.targets=127.0.0.1:*")
    for (query, status) in [
      ("", 400), ("?target=127.0.0.1", 400), ("?target=127.0.0.1&auth_module=nosuch", 400),
      ("?target=postgresql://u:hunter2@127.0.0.1:x/", 400),
      ("?target=127.0.0.1:2&auth_module=fleet", 403), ("?target=u@10.0.0.1", 403),
      ("?target=127.0.0.1:1&auth_module=fleet&collect[]=nosuch", 400),
    ] {
      let answer = try exporter.get("/probe\(query)")
      #expect(answer.status == status, "\(query): \(answer.body)")
      #expect(answer.body.split(separator: "\n").count == 1, "\(query): \(answer.body)")
      #expect(!answer.body.contains(Self.secret))
    }
    #expect(!exporter.program.output.contains(Self.secret))
  }

  @Test func aModulesPasswordGoesToItsTargetsAndToNobodyElse() throws {
    let listed = try PasswordTrap()
    let foreign = try PasswordTrap()
    let folder = try folder(listed.port)
    let exporter = try RunningExporter(.pg, "--config.file=\(folder.path)/pg.yml")
    let query = { (target: String) in "/probe?auth_module=fleet&target=\(target)" }

    // The trap works: the server that is listed is sent the password that it asks for.
    #expect(try exporter.get(query("127.0.0.1:\(listed.port)")).status == 200)
    #expect(listed.said.contains(Self.secret))

    for target in [
      "127.0.0.1:\(foreign.port)", "localhost:\(foreign.port)",
      "127.0.0.1:\(listed.port),127.0.0.1:\(foreign.port)",
      "postgresql://127.0.0.1:\(listed.port)@127.0.0.1:\(foreign.port)/x",
      "127.0.0.1:\(listed.port)/x?host=127.0.0.1%26port=\(foreign.port)",
      "host%3D127.0.0.1%20hostaddr%3D127.0.0.1%20port%3D\(foreign.port)",
    ] {
      let answer = try exporter.get(query(target))
      #expect(answer.status == 403 || answer.status == 400, "\(target): \(answer.body)")
    }
    #expect(foreign.clients == 0)
    #expect(foreign.said == "")

    // Asked for without the module it is reached, and gets nothing of the module's.
    #expect(try exporter.get("/probe?target=me:mine@127.0.0.1:\(foreign.port)").status == 200)
    #expect(foreign.clients > 0)
    #expect(!foreign.said.contains(Self.secret))
    #expect(!foreign.said.contains("vigie"))
  }

  @Test func nothingOfTheDataSourceGoesToATarget() throws {
    let foreign = try PasswordTrap()
    let folder = try TemporaryFolder([".pgpass": "*:*:*:*:hunter2\n"])
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o600], ofItemAtPath: "\(folder.path)/.pgpass")
    let exporter = try RunningExporter(
      .pg,
      environment: [
        "DATA_SOURCE_NAME": "postgresql://u:hunter2@127.0.0.1:\(try freePort())/",
        "PGPASSWORD": "hunter2", "PGUSER": "secretary", "HOME": folder.path,
        "PGPASSFILE": "\(folder.path)/.pgpass", "PGOPTIONS": "-c hunter2=1",
      ])
    let target = "host%3D127.0.0.1%20port%3D\(foreign.port)%20user%3Dme%20sslmode%3Ddisable"
    let answer = try exporter.get("/probe?target=\(target)")
    #expect(answer.status == 200)
    #expect(answer.body.contains("\npg_up 0\n"))
    #expect(foreign.said.contains("user\0me\0"))
    #expect(!foreign.said.contains(Self.secret))
    #expect(!foreign.said.contains("secretary"))
  }

  @Test func aTargetThatHangsCostsOnlyItsOwnRequest() throws {
    let mute = try PasswordTrap(isMute: true)
    let exporter = try RunningExporter(.pg)
    let start = Date()
    let probe = try Program(
      "curl",
      [
        "--silent", "--header", "X-Prometheus-Scrape-Timeout-Seconds: 8",
        "http://127.0.0.1:\(exporter.port)/probe?target=u@127.0.0.1:\(mute.port)",
      ])
    #expect(probe.wait { _ in mute.clients > 0 })
    #expect(try exporter.get("/metrics").status == 200)
    let other = try exporter.get("/probe?target=u@127.0.0.1:\(try freePort())")
    #expect(other.body.contains("\npg_up 0\n"))
    #expect(probe.isRunning)
    #expect(Date().timeIntervalSince(start) < 6)
    #expect(probe.end() == 0)
    #expect(probe.output.contains("\npg_up 0\n"))
  }

  @Test func targetsThatHangTakeHalfOfTheRequestsAtMost() throws {
    let mute = try PasswordTrap(isMute: true)
    let exporter = try RunningExporter(.pg, "--web.max-requests=4")
    let probes = try (1...2).map { number in
      try Program(
        "curl",
        [
          "--silent", "--header", "X-Prometheus-Scrape-Timeout-Seconds: 30",
          "http://127.0.0.1:\(exporter.port)/probe?target=u\(number)@127.0.0.1:\(mute.port)",
        ])
    }
    #expect(probes[0].wait { _ in mute.clients > 1 })
    let refused = try exporter.get("/probe?target=u3@127.0.0.1:\(mute.port)")
    #expect(refused.status == 503)
    #expect(refused.body.hasPrefix("Too many probes are being answered already: 2 at a time"))
    #expect(try exporter.get("/metrics").status == 200)
    #expect(probes.allSatisfy { $0.isRunning })
  }

  // MARK: Reload

  @Test func aBadFileKeepsTheOldConfiguration() throws {
    let listed = try PasswordTrap()
    let folder = try folder(listed.port)
    let exporter = try RunningExporter(.pg, "--config.file=\(folder.path)/pg.yml")
    let reload = { try Answer(["-X", "POST", "http://127.0.0.1:\(exporter.port)/-/reload"]) }
    let probe = "/probe?auth_module=fleet&target=127.0.0.1:\(listed.port)"
    #expect(try exporter.get(probe).status == 200)

    try folder.write("auth_modules: {fleet: {userpass: {password: hunter2}}}", to: "pg.yml")
    let answer = try reload()
    #expect(answer.status == 500)
    #expect(answer.body.contains("pg.yml:1: auth_modules.fleet.userpass: 'username' is missing"))
    #expect(!(answer.body + exporter.program.output).contains(Self.secret))
    #expect(try exporter.get(probe).status == 200)
    #expect(
      try exporter.samples().contains("postgres_exporter_config_last_reload_successful 0"))

    // And a good one is in force at once, by signal too.
    try folder.write("auth_modules: {other: {userpass: {username: u}}}", to: "pg.yml")
    exporter.program.signal(SIGHUP)
    #expect(exporter.program.wait { $0.output.contains("configuration loaded again") })
    #expect(try exporter.get(probe).status == 400)
    #expect(
      exporter.program.output.contains(
        "auth_module without targets: its credentials are given to no server"))
    #expect(
      try exporter.samples().contains("postgres_exporter_config_last_reload_successful 1"))
  }
}
