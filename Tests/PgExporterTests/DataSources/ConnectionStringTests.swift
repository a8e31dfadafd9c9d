import Testing

@testable import PgExporter

@Suite struct ConnectionStringTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let text: String
    let settings: [String: String]
    let server: String

    init(_ text: String, _ settings: [String: String], _ server: String) {
      self.text = text
      self.settings = settings
      self.server = server
    }

    var testDescription: String { text }
  }

  static let uris: [Sample] = [
    Sample("postgresql://", ["host": "localhost"], "localhost:5432"),
    Sample("postgresql://db", ["host": "db"], "db:5432"),
    Sample("POSTGRES://db", ["host": "db"], "db:5432"),
    Sample(
      " postgres://me@db:6543/app\n",
      ["host": "db", "port": "6543", "user": "me", "dbname": "app"], "db:6543"),
    Sample(
      "postgresql://me:word@db/app?sslmode=disable&connect_timeout=3",
      ["host": "db", "user": "me", "password": "word", "dbname": "app", "sslmode": "disable"],
      "db:5432"),
    Sample(
      "postgresql://me@a:1,b:2,c/app",
      ["host": "a,b,c", "port": "1,2,", "user": "me", "dbname": "app"], "a:1,b:2,c:5432"),
    Sample("postgresql://a,b?port=7", ["host": "a,b", "port": "7"], "a:7,b:7"),
    Sample(
      "postgresql://me@[::1]:6543/app",
      ["host": "::1", "port": "6543", "user": "me", "dbname": "app"], "::1:6543"),
    Sample("postgresql://[fe80::1%25eth0]", ["host": "fe80::1%eth0"], "fe80::1%eth0:5432"),
    Sample(
      "postgresql://me@%2Fvar%2Frun%2Fpostgresql:6543/app",
      ["host": "/var/run/postgresql", "port": "6543", "user": "me", "dbname": "app"],
      "/var/run/postgresql:6543"),
    Sample(
      "postgresql:///app?host=/var/run/postgresql&user=me",
      ["host": "/var/run/postgresql", "user": "me", "dbname": "app"], "/var/run/postgresql:5432"),
    Sample(
      "postgresql://me@/app?host=/run/postgresql&port=6543",
      ["host": "/run/postgresql", "port": "6543", "user": "me", "dbname": "app"],
      "/run/postgresql:6543"),
    Sample(
      "postgresql://me@db?options=-c+jit%3Doff",
      ["host": "db", "user": "me", "options": "-c jit=off"],
      "db:5432"),
    Sample("postgresql://db?ssl=true", ["host": "db", "sslmode": "require"], "db:5432"),
    Sample("postgresql://m%C3%A9@db", ["host": "db", "user": "mé"], "db:5432"),
    Sample(
      "postgresql://db?password=a=b?c", ["host": "db", "password": "a=b?c"], "db:5432"),
    Sample(
      "postgresql://me:word@db?user=you", ["host": "db", "user": "you", "password": "word"],
      "db:5432"),
    // An @ in an option is not the end of a password.
    Sample(
      "postgresql://me:word@db/app?sslcert=/a@b",
      ["host": "db", "user": "me", "password": "word", "dbname": "app", "sslcert": "/a@b"],
      "db:5432"),
    // An @ in the user's name, as Azure has it.
    Sample(
      "postgresql://me@srv:word@db/app",
      ["host": "db", "user": "me@srv", "password": "word", "dbname": "app"], "db:5432"),
    // lib/pq sends what it does not know to the server.
    Sample(
      "postgresql://db?statement_timeout=5%20s&options=-cjit=off&binary_parameters=yes",
      ["host": "db", "options": #"-cjit=off -c statement_timeout=5\ s"#], "db:5432"),
  ]

  static let keyValues: [Sample] = [
    Sample("", ["host": "localhost"], "localhost:5432"),
    Sample("user=me", ["host": "localhost", "user": "me"], "localhost:5432"),
    Sample(
      "user=me host=db port=6543 dbname=app sslmode=disable",
      ["host": "db", "port": "6543", "user": "me", "dbname": "app", "sslmode": "disable"], "db:6543"
    ),
    Sample("host = db\tport =6543\n", ["host": "db", "port": "6543"], "db:6543"),
    Sample(
      #"host=db password='it\'s \\ a = word, host=b'"#,
      ["host": "db", "password": #"it's \ a = word, host=b"#], "db:5432"),
    Sample(#"host=db password=a\ b'c"#, ["host": "db", "password": "a b'c"], "db:5432"),
    Sample("host=db password=", ["host": "db"], "db:5432"),
    Sample("host=db password=''user=me", ["host": "db", "user": "me"], "db:5432"),
    Sample("user= password=word", ["host": "localhost", "password": "word"], "localhost:5432"),
    Sample("host=a,b port=1,2", ["host": "a,b", "port": "1,2"], "a:1,b:2"),
    Sample(
      "host=/run/postgresql user=me", ["host": "/run/postgresql", "user": "me"],
      "/run/postgresql:5432"),
    Sample("hostaddr=192.0.2.1", ["hostaddr": "192.0.2.1"], "192.0.2.1:5432"),
    Sample("host=db hostaddr=192.0.2.1", ["host": "db", "hostaddr": "192.0.2.1"], "db:5432"),
    Sample("host=a host=b", ["host": "b"], "b:5432"),
  ]

  @Test(arguments: uris + keyValues)
  func isRead(_ sample: Sample) throws {
    let source = try DataSource(sample.text)
    #expect(source.given == sample.settings)
    #expect(source.server == sample.server)
  }

  @Test func everyDataSourceNamesItselfAndReadsUTF8WithoutAskingKerberos() throws {
    #expect(
      try DataSource("host=db password=word user=me").parameters.map(\.keyword) == [
        "host", "user", "password", "application_name", "gssencmode", "client_encoding",
      ])
    let source = try DataSource(
      "host=db application_name=mine gssencmode=prefer client_encoding=SQL_ASCII")
    #expect(source.values["application_name"] == "mine")
    #expect(source.values["gssencmode"] == "prefer")
    #expect(source.values["client_encoding"] == "UTF8")
    #expect(source.notes == ["client_encoding is left out: the exporter reads UTF-8"])
  }

  @Test func aConnectTimeoutIsKeptAsALimit() throws {
    #expect(try DataSource("connect_timeout=3").connectLimit == .seconds(3))
    #expect(try DataSource("connect_timeout=0").connectLimit == nil)
    #expect(try DataSource("connect_timeout=3").values["connect_timeout"] == nil)
  }

  @Test func aDescriptionSaysOnlyWhetherThereIsAPassword() throws {
    let source = try DataSource("postgres://me:word@db/other%20x")
    #expect(source.description == "host=db port=5432 dbname=other x user=me password=set")
    #expect(try DataSource("host=db").description.hasSuffix("password=not set"))
  }

  // MARK: - Lists

  static let lists: [(String, [String])] = [
    ("", []),
    (" , ", []),
    ("host=a", ["host=a"]),
    ("host=a,host=b", ["host=a", "host=b"]),
    ("host=a,b port=1,2, user=me host=c", ["host=a,b port=1,2", " user=me host=c"]),
    ("postgres://a,postgres://b", ["postgres://a", "postgres://b"]),
    ("postgres://a:1,b:2/x, postgresql://c", ["postgres://a:1,b:2/x", " postgresql://c"]),
    ("postgres://a,host=b", ["postgres://a", "host=b"]),
    ("host=b,postgres://a", ["host=b", "postgres://a"]),
    ("postgres://a,", ["postgres://a"]),
    ("host=a password='x,host=b'", ["host=a password='x,host=b'"]),
    ("host=a password='x,postgres://b'", ["host=a password='x,postgres://b'"]),
    ("postgres://u:x,host=y@h/d,host=b", ["postgres://u:x,host=y@h/d", "host=b"]),
    ("postgres://u:a,b@h/d", ["postgres://u:a,b@h/d"]),
    ("user=u password=a,b host=h", ["user=u password=a,b host=h"]),
  ]

  @Test(arguments: lists)
  func isCutOnlyWhereAnotherDataSourceBegins(_ text: String, _ pieces: [String]) {
    #expect(ConnectionString.split(text) == pieces)
  }

  @Test(arguments: [
    ("a/x", ["a/x"]),
    ("a:1,b:2/x", ["a:1,b:2/x"]),
    (
      "a/x?sslmode=disable,b:2/y?sslmode=disable", ["a/x?sslmode=disable", "b:2/y?sslmode=disable"]
    ),
    ("a/x, b,c/y", ["a/x", "b,c/y"]),
    ("postgres://a/x,postgres://b/x", ["postgres://a/x", "postgres://b/x"]),
  ])
  func listsOfURIsWithoutSchemeAreCutAfterADatabase(_ text: String, _ pieces: [String]) {
    #expect(ConnectionString.splitWithoutScheme(text) == pieces)
  }
}
