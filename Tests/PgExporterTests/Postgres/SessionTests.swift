import Foundation
import Shared
import TestSupport
import Testing

@testable import PgExporter

/// The tests share one server, and do to it nothing that lasts.
@Suite(PostgresServer.requirement.trait) struct SessionTests {
  private static let shared = Result { try PostgresServer(statements: true, tcp: true) }

  private let context = SessionContext(resolver: Resolver())

  private func open(
    _ server: PostgresServer, user: String = "postgres", tcp: Bool = false,
    in context: SessionContext? = nil, by deadline: Deadline = Deadline(in: .seconds(30))
  ) throws -> Session {
    try Session.open(
      server.parameters(user: user, tcp: tcp), in: context ?? self.context, by: deadline)
  }

  /// What statements answer: the first column of all rows, or the reason.
  private func answers(
    _ session: Session, _ statements: [Statement],
    by deadline: Deadline = Deadline(in: .seconds(30))
  ) throws -> [String] {
    var answers: [String] = []
    try session.run(statements, by: deadline) { index, answer, _ in
      #expect(index == answers.count)
      answers.append(Self.text(answer))
    }
    return answers
  }

  private static func text(_ answer: Result<Rows, PgError>) -> String {
    switch answer {
    case .success(let rows): rows.map { $0.text(0) ?? "NULL" }.joined(separator: ",")
    case .failure(let error): error.description
    }
  }

  // MARK: Settings

  @Test(arguments: [
    ("default_transaction_read_only", "on"), ("search_path", "pg_catalog, pg_temp"),
    ("jit", "off"), ("TimeZone", "UTC"), ("idle_session_timeout", "0"),
    ("client_connection_check_interval", "1s"), ("client_min_messages", "error"),
    ("lock_timeout", "200ms"), ("application_name", "pg-exporter"), ("client_encoding", "UTF8"),
    ("default_transaction_isolation", "read committed"),
  ])
  func aSessionHasItsOwnSettings(name: String, value: String) throws {
    let session = try open(Self.shared.get())
    #expect(try answers(session, [Statement("SHOW \(name)")]) == [value])
    #expect(!session.isPooled)
  }

  @Test func whatARoleHasSetForItselfDoesNotMatter() throws {
    let server = try PostgresServer(
      initialisation: "CREATE ROLE vigie LOGIN",
      "ALTER ROLE vigie SET default_transaction_isolation = serializable",
      "ALTER ROLE vigie SET \"DateStyle\" = 'SQL, DMY'",
      "ALTER ROLE vigie SET search_path = trap, pg_catalog",
      "CREATE SCHEMA trap AUTHORIZATION vigie",
      "CREATE FUNCTION trap.version() RETURNS text LANGUAGE sql AS 'SELECT ''trap'''")
    let session = try open(server, user: "vigie")
    let found = try answers(
      session,
      [
        "SHOW transaction_isolation", "SELECT date '2024-03-01'",
        "SELECT version() LIKE 'PostgreSQL%'",
      ])
    #expect(found == ["read committed", "2024-03-01", "t"])
  }

  @Test func aSettingThatTheServerRefusesCostsOnlyItself() throws {
    let session = try open(Self.shared.get())
    try session.settle(
      [
        ("no_such_setting", "1"), ("TimeZone", "Asia/Tokyo"), ("jit", "perhaps"),
        ("work_mem", "9MB"),
      ],
      by: Deadline(in: .seconds(30)))
    #expect(
      try answers(session, ["SHOW TimeZone", "SHOW jit", "SHOW work_mem"]) == [
        "Asia/Tokyo", "off", "9MB",
      ])
    #expect(!session.isPooled)
  }

  @Test func timeLimitsAreSentAgainOnlyWhenTheyChange() throws {
    let session = try open(Self.shared.get(), by: Deadline(in: .seconds(10)))
    let before = context.statistics.statements
    for _ in 0..<5 { _ = try answers(session, ["SELECT 1"], by: Deadline(in: .seconds(10))) }
    #expect(context.statistics.statements == before + 5)
    let limits = try answers(
      session, ["SHOW statement_timeout", "SHOW lock_timeout"], by: Deadline(in: .seconds(2)))
    #expect(context.statistics.statements == before + 8)
    let milliseconds = try #require(Int(limits[0].dropLast(2)))
    #expect((500...1000).contains(milliseconds))
    #expect(limits[1] != "200ms")
  }

  @Test func nothingCanBeWritten() throws {
    let session = try open(Self.shared.get())
    let found = try answers(
      session,
      [
        "CREATE TABLE public.t (x int)",
        Statement("CREATE TABLE public.t (x int)", usesRoleSearchPath: true),
      ])
    #expect(found.allSatisfy { $0.contains("read-only transaction") })
  }

  // MARK: Statements

  @Test func oneErrorCostsOneStatement() throws {
    let session = try open(Self.shared.get())
    for _ in 0..<3 {
      let found = try answers(
        session, ["SELECT 1", "SELECT 1/(random()*0)::int", "SELEC", "SELECT 4"])
      #expect(
        found == ["1", "division by zero", "syntax error at or near \"SELEC\" at character 1", "4"])
    }
    #expect(session.isUsable)
  }

  @Test func oneStatementTwiceIsAnsweredTwice() throws {
    let session = try open(Self.shared.get())
    for _ in 0..<2 {
      #expect(try answers(session, ["SELECT 7", "SELECT 7", "SELECT 7"]) == ["7", "7", "7"])
    }
  }

  @Test func eachAnswerHasTheTimeThatItTook() throws {
    let session = try open(Self.shared.get())
    var took: [Duration] = []
    try session.run(
      ["SELECT 1", "SELECT pg_sleep(0.3)", "SELECT 2"], by: Deadline(in: .seconds(20))
    ) { took.append($2) }
    #expect(took.count == 3)
    #expect(took[1] >= .milliseconds(250))
    #expect(took[2] < .milliseconds(250))
  }

  @Test func manyStatementsAreOneRoundTrip() throws {
    let session = try open(Self.shared.get())
    let before = context.statistics.roundTrips
    let statements = (0..<300).map { Statement("SELECT \($0), repeat('x', 2000)") }
    #expect(try answers(session, statements) == (0..<300).map(String.init))
    #expect(context.statistics.roundTrips == before + 1)
  }

  @Test func aGuestFindsItsNamesAsTheRoleDoesAndLeavesNothingBehind() throws {
    let server = try PostgresServer(
      initialisation: "CREATE ROLE vigie LOGIN", "CREATE SCHEMA own AUTHORIZATION vigie",
      "ALTER ROLE vigie SET search_path = own", "CREATE TABLE own.votes AS SELECT 42 AS vote",
      "GRANT SELECT ON own.votes TO vigie")
    let session = try open(server, user: "vigie")
    let guest = Statement("SELECT vote FROM votes", usesRoleSearchPath: true)
    for _ in 0..<2 {
      let found = try answers(
        session,
        [
          "SHOW search_path", guest,
          Statement(
            "SELECT set_config('default_transaction_read_only', 'off', false)",
            usesRoleSearchPath: true),
          Statement("SELECT 1/0", usesRoleSearchPath: true),
          "SHOW search_path", "SHOW default_transaction_read_only", "SELECT vote FROM votes",
        ])
      #expect(
        found == [
          "pg_catalog, pg_temp", "42", "off", "division by zero", "pg_catalog, pg_temp", "on",
          "relation \"votes\" does not exist at character 18",
        ])
    }
  }

  @Test func aStatementHasItsOwnTimeLimit() throws {
    let session = try open(Self.shared.get())
    for isGuest in [false, true] {
      let found = try answers(
        session,
        [
          Statement("SELECT pg_sleep(20)", usesRoleSearchPath: isGuest, timeout: .milliseconds(50)),
          "SELECT 2",
        ])
      #expect(found == ["canceling statement due to statement timeout", "2"])
    }
  }

  @Test func rowsBeyondTheLimitAreCountedAndDropped() throws {
    let session = try open(Self.shared.get())
    let text =
      "SELECT CASE WHEN n % 2 = 0 THEN n END, 'é' || n, true FROM generate_series(1, 1000) n -- all"
    try session.run(
      [Statement(text, rowLimit: 10), Statement(text, rowLimit: 5000), "SELECT 3"],
      by: Deadline(in: .seconds(20))
    ) { index, answer, _ in
      guard index < 2, let rows = try? answer.get() else { return }
      #expect(rows.count == (index == 0 ? 10 : 1000))
      #expect(rows.dropped == (index == 0 ? 990 : 0))
      #expect(rows[3].text(0) == "4")
      #expect(rows[4].text(0) == nil)
      #expect(rows[4].text(1) == "é5")
      #expect(rows[4].bool(2) == true)
      #expect(rows.columns == ["case", "?column?", "?column?"])
    }
  }

  @Test func aLimitOfRowsThatNobodyReachesChangesNothing() throws {
    let session = try open(Self.shared.get())
    let found = try answers(
      session,
      [
        Statement("SELECT 1 WHERE false", rowLimit: 3), Statement("SHOW jit", rowLimit: 3),
        Statement("SELECT 1/(n - 3) FROM generate_series(1, 9) n", rowLimit: 1),
        Statement("SELECT n FROM generate_series(1, 3) n", rowLimit: 3),
      ])
    #expect(found == ["", "off", "division by zero", "1,2,3"])
  }

  @Test func aTableWhoseColumnsChangeIsPreparedAnew() throws {
    let server = try Self.shared.get()
    try server.run("DROP TABLE IF EXISTS changing; CREATE TABLE changing AS SELECT 1 AS a")
    let session = try open(server)
    let statements: [Statement] = [
      "SELECT 1", Statement("SELECT * FROM changing", usesRoleSearchPath: true), "SELECT 3",
      "SELECT * FROM public.changing",
    ]
    #expect(try answers(session, statements) == ["1", "1", "3", "1"])
    try server.run("ALTER TABLE changing DROP COLUMN a, ADD COLUMN b text DEFAULT 'new'")
    for _ in 0..<2 { #expect(try answers(session, statements) == ["1", "new", "3", "new"]) }
    let known = try answers(
      session, ["SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%changing'"])
    #expect(known == ["2"])
  }

  @Test func statementsThatTheServerHasForgottenAreSentWithoutPreparing() throws {
    let session = try open(Self.shared.get())
    #expect(try answers(session, ["SELECT 1", "SELECT 2"]) == ["1", "2"])
    _ = try answers(session, ["DEALLOCATE ALL"])
    for _ in 0..<2 { #expect(try answers(session, ["SELECT 1", "SELECT 2"]) == ["1", "2"]) }
    #expect(session.isPooled)
    #expect(
      try answers(session, [Statement("SELECT 5", usesRoleSearchPath: true), "SELECT 6"])
        == ["5", "6"])
    // Nothing lasts there, so every transaction sets it for itself.
    #expect(
      try answers(
        session,
        ["SHOW search_path", "SHOW transaction_read_only", Statement("SHOW jit", rowLimit: 1)])
        == ["pg_catalog, pg_temp", "on", "off"])
  }

  // The cases run at once on one server, so each has a role of its own.
  @Test(arguments: [
    (false, "plain", "GRANT pg_monitor TO"), (true, "guest", "GRANT the right to read it to"),
  ])
  func aMissingRightHasARemedy(isGuest: Bool, role: String, remedy: String) throws {
    let server = try Self.shared.get()
    let quoted = #""vigie ""\#(role)""""#
    try server.run("CREATE ROLE \(quoted) LOGIN")
    let session = try open(server, user: #"vigie "\#(role)""#)
    let statement = Statement("SELECT pg_ls_waldir()", usesRoleSearchPath: isGuest)
    #expect(
      try answers(session, [statement])
        == ["permission denied for function pg_ls_waldir (\(remedy) \(quoted))"])
  }

  @Test(arguments: [
    ("any", true), ("primary", true), ("read-write", true), ("prefer-standby", true),
    ("standby", false), ("read-only", false),
  ])
  func ofSeveralHostsOneThatIsWantedIsTaken(attributes: String, isThere: Bool) throws {
    let server = try Self.shared.get()
    let parameters =
      server.parameters().filter { $0.keyword != "host" } + [
        ("host", Secret("/nowhere,\(server.socketFolder)")),
        ("target_session_attrs", Secret(attributes)),
      ]
    let connect = {
      try Session.open(parameters, in: context, by: Deadline(in: .seconds(30)))
    }
    if isThere {
      #expect(try connect().place == "\(server.socketFolder):\(server.port)")
    } else {
      #expect {
        _ = try connect()
      } throws: {
        "\($0)".contains("/nowhere:\(server.port): ") && "\($0)".contains("session is ")
          || "\($0)".contains("not in hot standby mode")
      }
    }
  }

  @Test func whatFramesAGuestMayBeForgottenToo() throws {
    let session = try open(Self.shared.get())
    func guest(_ sql: String) -> Statement { Statement(sql, usesRoleSearchPath: true) }
    #expect(try answers(session, [guest("SELECT 1")]) == ["1"])
    _ = try answers(session, ["DEALLOCATE ALL"])
    for _ in 0..<2 { #expect(try answers(session, [guest("SELECT 2")]) == ["2"]) }
  }

  // MARK: Limits

  @Test func whatIsNotAnsweredByTheDeadlineFailsAndTheServerStops() throws {
    let server = try Self.shared.get()
    let session = try open(server)
    var found: [String] = []
    let start = ContinuousClock.now
    #expect(throws: PgError.self) {
      // Two that stay below the limit for one statement, and together do not.
      try session.run(
        [
          "SELECT 1", Statement("SELECT pg_sleep(0.7)"), Statement("SELECT pg_sleep(0.71)"),
          Statement("SELECT pg_sleep(0.72)"), Statement("SELECT pg_sleep(9), 'mine'"),
        ], by: Deadline(in: .milliseconds(1600))
      ) { _, answer, _ in found.append(Self.text(answer)) }
    }
    #expect(start.duration(to: .now) < .seconds(5))
    #expect(found.count == 5)
    #expect(Array(found.prefix(2)) == ["1", ""])
    #expect(found[4].hasSuffix("not answered before the deadline"))
    #expect(!session.isUsable)
    let pid = session.backendPID
    let again = try open(server)
    for _ in 0..<200 {
      if try answers(again, [Statement("SELECT count(*) FROM pg_stat_activity WHERE pid = \(pid)")])
        == ["0"]
      {
        #expect(server.log.contains("canceling statement due to user request"))
        return
      }
      pauseBriefly()
    }
    Issue.record("the backend is still there")
  }

  @Test func anAnswerThatIsTooLargeIsCutOff() throws {
    var context = context
    context.answerLimit = 4 << 20
    let session = try open(Self.shared.get(), in: context)
    var found: [String] = []
    #expect {
      try session.run(
        ["SELECT 1", "SELECT repeat('x', 1000) FROM generate_series(1, 100000)", "SELECT 3"],
        by: Deadline(in: .seconds(30))
      ) { _, answer, _ in found.append(Self.text(answer)) }
    } throws: {
      "\($0)".contains("an answer of more than 4 MiB is cut off")
    }
    #expect(found.count == 3)
    #expect(found[0] == "1")
  }

  @Test(arguments: [false, true])
  func anAnswerBelowTheLimitIsNot(tcp: Bool) throws {
    var context = context
    context.answerLimit = 4 << 20
    let session = try open(Self.shared.get(), tcp: tcp, in: context)
    for _ in 0..<3 {
      var count = 0
      try session.run(
        ["SELECT repeat('x', 1000) FROM generate_series(1, 2000)"], by: Deadline(in: .seconds(30))
      ) { _, answer, _ in count = (try? answer.get().count) ?? 0 }
      #expect(count == 2000)
    }
  }

  @Test func aCopyEndsTheSessionAndNotTheProcess() throws {
    let session = try open(Self.shared.get())
    var found: [String] = []
    #expect(throws: PgError.self) {
      try session.run(["COPY pg_class TO STDOUT", "SELECT 2"], by: Deadline(in: .seconds(20))) {
        _, answer, _ in
        found.append(Self.text(answer))
      }
    }
    #expect(found.count == 2)
  }
}

extension PostgresServer {
  /// What libpq gets.
  func parameters(
    user: String = "postgres", tcp: Bool = false
  ) -> [(keyword: String, value: Secret)] {
    [
      ("host", Secret(tcp ? "localhost" : socketFolder)), ("port", Secret("\(port)")),
      ("dbname", Secret("postgres")), ("user", Secret(user)),
    ]
  }
}
