import Shared
import TestSupport
import Testing

@testable import PgExporter

/// Each test has a server of its own: what others ask of it would be counted.
@Suite(PostgresServer.requirement.trait) struct SessionJoiningTests {
  private let context = SessionContext(resolver: Resolver())

  private func open(_ server: PostgresServer, database: String = "postgres") throws -> Session {
    let parameters =
      server.parameters().filter { $0.keyword != "dbname" } + [("dbname", Secret(database))]
    return try Session.open(parameters, in: context, by: Deadline(in: .seconds(30)))
  }

  /// Two numbers that statements can be made to depend on.
  private func serverWithSwitches() throws -> PostgresServer {
    try PostgresServer(
      initialisation: "CREATE TABLE switch (a float, b float)", "INSERT INTO switch VALUES (1, 1)")
  }

  private func answers(
    _ session: Session, _ statements: [Statement],
    by deadline: Deadline = Deadline(in: .seconds(30))
  ) throws -> [String] {
    var answers: [String] = []
    try session.run(statements, by: deadline) { index, answer, _ in
      #expect(index == answers.count)
      switch answer {
      case .success(let rows): answers.append(rows.first?.text(0) ?? "")
      case .failure(let error): answers.append(error.description)
      }
    }
    return answers
  }

  /// How many round trips it took to get the answers.
  private func expect(
    _ expected: [String], from session: Session, _ statements: [Statement], roundTrips: Int,
    at place: SourceLocation = #_sourceLocation
  ) throws {
    let before = context.statistics.roundTrips
    #expect(try answers(session, statements) == expected, sourceLocation: place)
    #expect(context.statistics.roundTrips == before + roundTrips, sourceLocation: place)
  }

  @Test func whatDidWellIsOneTransaction() throws {
    let server = try PostgresServer(settings: ["autovacuum": "off"])
    let (session, observer) = try (open(server), open(server, database: "template1"))
    let statements = (0..<20).map { Statement("SELECT \($0)") }
    _ = try answers(session, statements)
    // Without a relation that was read, the server does not report.
    let flush: Statement = "SELECT pg_stat_force_next_flush() FROM pg_class LIMIT 1"
    _ = try answers(session, [flush])
    let count: Statement = """
      SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'postgres'
      """
    func transactions(atLeast minimum: Int) throws -> Int {
      for _ in 0..<500 {
        if let count = try Int(answers(observer, [count])[0]), count >= minimum { return count }
        pauseBriefly()
      }
      throw PgError("the server does not count")
    }
    let before = try transactions(atLeast: 20)
    for _ in 0..<10 { _ = try answers(session, statements) }
    _ = try answers(session, [flush])
    let after = try transactions(atLeast: before + 10)
    // One for each scrape, and what becomes of the flush.
    #expect(after - before <= 15)
  }

  @Test func oneThatFailsCostsOnlyItselfAndIsKeptApart() throws {
    let server = try serverWithSwitches()
    let session = try open(server)
    let statements: [Statement] = ["SELECT 1", "SELECT 1/a FROM public.switch", "SELECT 3"]
    for _ in 0..<2 { try expect(["1", "1", "3"], from: session, statements, roundTrips: 1) }
    #expect(statements.map(session.joins) == [true, true, true])

    try server.run("UPDATE switch SET a = 0")
    let failed = ["1", "division by zero", "3"]
    try expect(failed, from: session, statements, roundTrips: 2)
    #expect(statements.map(session.joins) == [true, false, true])
    for _ in 0..<3 { try expect(failed, from: session, statements, roundTrips: 1) }

    try server.run("UPDATE switch SET a = 0.5")
    for _ in 0..<2 { try expect(["1", "2", "3"], from: session, statements, roundTrips: 1) }
    #expect(statements.map(session.joins) == [true, true, true])
  }

  @Test func severalThatFailCostNoMoreThanOne() throws {
    let server = try serverWithSwitches()
    let session = try open(server)
    let statements: [Statement] = [
      "SELECT 1", "SELECT 1/a FROM public.switch", "SELECT 3", "SELECT 2/a FROM public.switch",
      "SELECT 5", Statement("SELECT 6", usesRoleSearchPath: true), "SELECT 3/a FROM public.switch",
      "SELECT 8",
    ]
    let good = ["1", "1", "3", "2", "5", "6", "3", "8"]
    for _ in 0..<2 { try expect(good, from: session, statements, roundTrips: 1) }
    try server.run("UPDATE switch SET a = 0")
    let zero = "division by zero"
    let bad = ["1", zero, "3", zero, "5", "6", zero, "8"]
    try expect(bad, from: session, statements, roundTrips: 2)
    for _ in 0..<2 { try expect(bad, from: session, statements, roundTrips: 1) }
  }

  @Test func oneThatCannotBePreparedCostsNoOther() throws {
    let server = try PostgresServer()
    let session = try open(server)
    for _ in 0..<2 { _ = try answers(session, ["SELECT 1", "SELECT 3"]) }
    let wrong = "syntax error at or near \"SELEC\" at character 1"
    for _ in 0..<3 {
      try expect(
        ["1", wrong, "3"], from: session, ["SELECT 1", "SELEC", "SELECT 3"], roundTrips: 1)
    }
    #expect(!session.joins("SELEC"))
  }

  @Test func severalThatAreStaleAreRenewedInOneRun() throws {
    let server = try PostgresServer(initialisation: "CREATE TABLE changing AS SELECT 1 AS a")
    let session = try open(server)
    let statements: [Statement] = [
      "SELECT 0", "SELECT * FROM public.changing", "SELECT 2", "TABLE public.changing", "SELECT 4",
    ]
    for _ in 0..<2 {
      try expect(["0", "1", "2", "1", "4"], from: session, statements, roundTrips: 1)
    }
    try server.run("ALTER TABLE changing DROP COLUMN a, ADD COLUMN b text DEFAULT 'new'")
    let expected = ["0", "new", "2", "new", "4"]
    try expect(expected, from: session, statements, roundTrips: 3)
    for _ in 0..<2 { try expect(expected, from: session, statements, roundTrips: 1) }
    #expect(statements.map(session.joins) == [true, true, true, true, true])
    #expect(!session.isPooled)
  }

  @Test func answersBeforeASlowOneDoNotWaitForIt() throws {
    let server = try serverWithSwitches()
    let session = try open(server)
    let slow: Statement = "SELECT pg_sleep(a) FROM public.switch"
    try server.run("UPDATE switch SET a = 0")
    for _ in 0..<3 { _ = try answers(session, ["SELECT 1", "SELECT 2", slow, "SELECT 4"]) }
    #expect(session.joins(slow))
    try server.run("UPDATE switch SET a = 2.5")
    var times: [ContinuousClock.Instant] = []
    try session.run(["SELECT 1", "SELECT 2", slow, "SELECT 4"], by: Deadline(in: .seconds(30))) {
      _, _, _ in times.append(.now)
    }
    #expect(times.count == 4)
    #expect(times[1].duration(to: times[2]) > .seconds(1))
    // It would hold up what others change, and the time of those behind it.
    #expect(!session.joins(slow))
    #expect(session.joins("SELECT 1"))
  }

  @Test func eachHasATimeLimitOfItsOwn() throws {
    let server = try serverWithSwitches()
    let session = try open(server)
    try server.run("UPDATE switch SET a = 0")
    let statements: [Statement] = [
      "SELECT pg_sleep(a) FROM public.switch", "SELECT pg_sleep(a), 2 FROM public.switch",
      "SELECT pg_sleep(a), 3 FROM public.switch",
    ]
    for _ in 0..<3 { _ = try answers(session, statements) }
    #expect(statements.map(session.joins) == [true, true, true])
    try server.run("UPDATE switch SET a = 0.9")
    // Two seconds for one, of which all take more.
    #expect(try answers(session, statements, by: Deadline(in: .seconds(4))) == ["", "", ""])
  }

  @Test func whatAStatementSetsForTheSessionStays() throws {
    let server = try PostgresServer()
    let session = try open(server)
    let count: Statement = """
      SELECT set_config('vigie.count',
        (coalesce(nullif(current_setting('vigie.count', true), ''), '0')::int + 1)::text, false)
      """
    let statements: [Statement] = ["SELECT 1", count, "SELECT 1/(random()*0)::int", "SELECT 4"]
    for round in 1...6 {
      #expect(try answers(session, statements) == ["1", "\(round)", "division by zero", "4"])
    }
    #expect(session.joins(count))
  }

  @Test func guestsAndThoseWithATimeLimitDoNotJoin() throws {
    let server = try PostgresServer()
    let session = try open(server)
    let limited = Statement("SELECT 2", timeout: .seconds(1))
    let guest = Statement("SELECT 3", usesRoleSearchPath: true)
    let show: Statement = "SHOW statement_timeout"
    for _ in 0..<3 {
      let found = try answers(session, ["SELECT 1", limited, guest, show])
      #expect(found.prefix(3) == ["1", "2", "3"])
      #expect(found[3] != "1s")
    }
    #expect([limited, guest, show].map(session.joins) == [false, false, true])
  }
}
