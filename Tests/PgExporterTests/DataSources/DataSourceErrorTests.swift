import Shared
import Testing

@testable import PgExporter

@Suite struct DataSourceErrorTests {
  @Test(arguments: [
    (
      "db:5432/app",
      "scheme: is missing: a data source begins with postgresql:// or is of the form keyword=value"
    ),
    (
      "mysql://db",
      "scheme: is missing: a data source begins with postgresql:// or is of the form keyword=value"
    ),
    ("host=db sslmod=disable", "sslmod: is no keyword of libpq; did you mean sslmode?"),
    (
      "postgres://u:\(marker)@db?sslmod=disable",
      "sslmod: is no keyword of libpq; did you mean sslmode?"
    ),
    ("host=db pool_max_conns=3", "pool_max_conns: is no keyword of libpq"),
    (
      "host=db sslmode=on",
      "sslmode: must be one of disable, allow, prefer, require, verify-ca, verify-full"
    ),
    ("host=db port=0", "port: is no number from 1 to 65535"),
    ("host=db port=1,2", "port: must have one entry, or as many as host"),
    ("host=db hostaddr=1.1.1.1,2.2.2.2", "hostaddr: must have as many entries as host"),
    (
      "postgres://u@db:x",
      "port: is no number from 1 to 65535; percent-encode @ : / ? # in a password"
    ),
    ("postgres://u@[::1", "host: lacks the bracket that closes an IPv6 address"),
    (
      "postgres://u@d b",
      "host: has a character that no host has; percent-encode @ : / ? # in a password"
    ),
    ("postgres://u@db/a/b", "database: has / or @ in its name; write them as %2F and %40"),
    ("postgres://u:%ff@db", "password: is not UTF-8 after decoding its % escapes"),
    (
      "host=db password='a",
      "password: lacks its closing quote; a quote inside a value is written \\'"
    ),
    ("host=db user", "option 2: has no '='; put a value that holds blanks in single quotes"),
    ("connect_timeout=3s", "connect_timeout: is no whole number of seconds"),
    (
      "sslinline=true",
      "sslinline: is lib/pq's; write certificate and key into files and name them in sslcert and sslkey"
    ),
  ])
  func saysWhichPartIsWrong(_ text: String, _ message: String) {
    let error = #expect(throws: DataSourceError.self) { try DataSource(text) }
    #expect(error?.description == message)
  }

  @Test func aKeywordThatIsTooNewForTheLibraryIsRefused() throws {
    let error = #expect(throws: DataSourceError.self) {
      try DataSource("sslnegotiation=direct", libpqVersion: 150018)
    }
    #expect(error?.description == "sslnegotiation: needs libpq 17, this one is 15; leave it out")
    #expect(
      try DataSource("sslnegotiation=direct", libpqVersion: 170001).given["sslnegotiation"]
        == "direct")
  }

  @Test func namesTheDataSourceByItsPlace() {
    let error = #expect(throws: DataSourceError.self) {
      try DataSourceOptions.parse([]).dataSources(
        environment: ["DATA_SOURCE_NAME": "host=a,host=b port=x"])
    }
    #expect(
      error?.description == "DATA_SOURCE_NAME, data source 2: port: is no number from 1 to 65535")
  }

  /// Data sources with every kind of mistake around the marker.
  static let broken: [String] = {
    let m = marker
    let fixed = [
      m, "u:\(m)@db/app", "//u:\(m)@db", "mysql://u:\(m)@db", "postgres:u:\(m)@db",
      "postgres://u:\(m)", "postgres://u:\(m)@db:\(m)", "postgres://u:\(m)@[::1",
      "postgres://u:\(m)@db/a/b/\(m)", "postgres://u:\(m)@db?\(m)", "postgres://u:\(m)@db?\(m)=1",
      "postgres://u:\(m)@db?sslmode=\(m)", "postgres://u:a&\(m)=1@db?x=\(m)",
      "postgres://u:a?\(m)=1@db", "postgres://u:a/\(m)@d b", "postgres://u:%ff\(m)@db",
      "postgres://u:x@db?password=a&\(m)=2", "postgres://u:x@db?password=a&\(m)",
      "host=db password=a \(m)", "host=db password=a \(m)=2", "host=db password='a' \(m)' port=1",
      "host=db password='\(m)", "host=db password=\(m) port=x", "host=db password=\(m) sslmod=on",
      "password=\(m) sslmode=\(m)", "password=\(m) target_session_attrs=\(m)",
      "password=\(m) connect_timeout=\(m)", "password=\(m) port=\(m)", "passwrd=\(m)",
      "pasword = '\(m)'", "password '\(m)'", "password: \(m)", "password=\(m) port=1,2",
      "password=\(m) sslinline=true sslkey='\(m)'", "host=db passwd=\(m)",
    ]
    var random = Seeded(state: 7)
    let scraps = [
      "postgres://", "u:", "@", ":", "/", "?", "&", "=", " ", "'", "\\", "%", "#", ",", "db", "[",
      "host=", "port=", "password=", "sslmode=", "12", "%40", "user=",
    ]
    let mixed = (0..<1500).map { _ -> String in
      let before = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        scraps.randomElement(using: &random) ?? ""
      }
      let after = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        scraps.randomElement(using: &random) ?? ""
      }
      // Always as a password, never as a host's or user's name, which may be shown.
      let start = Bool.random(using: &random) ? "postgres://u:" : "host=h password="
      return start + before.joined().replacing("password=", with: "") + marker + after.joined()
    }
    return fixed + mixed
  }()

  @Test func noErrorAndNoDataSourceShowsAPassword() throws {
    let options = try DataSourceOptions.parse([])
    var failures = 0
    for text in Self.broken {
      for origin in ["DATA_SOURCE_NAME", "DATA_SOURCE_URI"] {
        do {
          for source in try options.dataSources(environment: [origin: text]) {
            // Read as something else, it may be a name, which is no secret.
            guard source.given["password"]?.contains(marker) == true else { continue }
            let names = [source.user, source.database, source.server].compactMap(\.self)
            guard !names.contains(where: { $0.contains(marker) }) else { continue }
            for shown in texts(of: source) + source.notes {
              #expect(!shown.contains(marker), "\(text)")
            }
          }
        } catch {
          failures += 1
          for shown in texts(of: error) { #expect(!shown.contains(marker), "\(text)") }
        }
      }
      do {
        _ = try DataSource(target: text)
      } catch {
        for shown in texts(of: error) { #expect(!shown.contains(marker), "\(text)") }
      }
    }
    #expect(failures > 500)
  }

  @Test func theFlagsAreNotDumped() throws {
    let options = try DataSourceOptions.parse([
      "--data-source-name", "postgres://u:\(marker)@db", "--data-source-uri=u:\(marker)@db",
    ])
    for shown in texts(of: options) { #expect(!shown.contains(marker)) }
    let error = #expect(throws: (any Error).self) {
      try DataSourceOptions.parse(["--data-source-nam=postgres://u:\(marker)@db"])
    }
    let message = try DataSourceOptions.message(for: #require(error))
    #expect(message.contains("data-source-nam") && !message.contains(marker))
  }
}
