import Testing

@testable import PgExporter

@Suite struct DownReasonTests {
  @Test(arguments: [
    ("connection to server at \"h\", port 1 failed: Connection refused", DownReason.refused),
    (
      "connection to server on socket \"/tmp/.s.PGSQL.1\" failed: No such file or directory",
      .refused
    ),
    ("the server did not let us in before the deadline", .timeout),
    ("FATAL:  password authentication failed for user \"a\"", .authentication),
    ("fe_sendauth: no password supplied", .authentication),
    ("FATAL:  role \"nobody\" does not exist", .authentication),
    (
      "FATAL:  no pg_hba.conf entry for host \"1.2.3.4\", user \"a\", database \"b\", SSL off",
      .authentication
    ),
    ("FATAL:  sorry, too many clients already", .tooManyClients),
    (
      "FATAL:  remaining connection slots are reserved for non-replication superuser connections",
      .tooManyClients
    ),
    ("FATAL:  the database system is starting up", .startingUp),
    ("could not translate host name \"x\" to address: Name or service not known", .resolve),
    ("server does not support SSL, but SSL was required", .tls),
    ("SSL error: certificate verify failed", .tls),
    ("FATAL:  database \"x\" does not exist", .other),
  ])
  func theWordsOfAnErrorHaveAReason(text: String, reason: DownReason) {
    #expect(DownReason(PgError(text)) == reason)
  }

  @Test(arguments: [
    ("28P01", DownReason.authentication), ("28000", .authentication),
    ("53300", .tooManyClients), ("57P03", .startingUp), ("3D000", .other),
  ])
  func theServersCodeSaysItInAnyLanguage(state: String, reason: DownReason) {
    #expect(DownReason(PgError("FATAL:  nous sommes désolés", state: state)) == reason)
  }
}
