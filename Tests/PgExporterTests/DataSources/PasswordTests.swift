import Shared
import Testing

@testable import PgExporter

@Suite struct PasswordTests {
  private let options: DataSourceOptions

  init() throws {
    options = try DataSourceOptions.parse([])
  }

  private func sources(_ environment: [String: String]) throws -> [DataSource] {
    try options.dataSources(environment: environment)
  }

  @Test func comesOutOfDataSourcePassByteForByte() throws {
    for password in passwords {
      let source = try sources([
        "DATA_SOURCE_URI": "db:6543/app?sslmode=disable", "DATA_SOURCE_USER": "m@e:/?",
        "DATA_SOURCE_PASS": password,
      ])
      #expect(source.map(\.given["password"]) == [password])
      #expect(source.map(\.given["user"]) == ["m@e:/?"])
      #expect(source.map(\.server) == ["db:6543"])
    }
  }

  @Test func comesOutOfAURIWhenItIsPercentEncoded() throws {
    for password in passwords {
      let uri = "postgresql://me:\(percentEncoded(password))@db:6543/app?sslmode=disable"
      let source = try sources(["DATA_SOURCE_NAME": "\(uri),\(uri)"])
      #expect(source.map(\.given["password"]) == [password, password])
      #expect(source.map(\.server) == ["db:6543", "db:6543"])
    }
  }

  @Test func comesOutOfAURIAsItIs() throws {
    var count = 0
    // An escape is one, whatever was meant.
    for password in passwords where percentDecoded(Array(password.utf8)[...]) == password {
      let uri = "postgresql://me:\(password)@db:6543/app?sslmode=disable"
      let source = try sources(["DATA_SOURCE_NAME": "\(uri),\(uri)"])
      #expect(source.map(\.given["password"]) == [password, password])
      #expect(source.map(\.server) == ["db:6543", "db:6543"])
      #expect(source.map(\.database) == ["app", "app"])
      count += 1
    }
    #expect(count > 450)
  }

  @Test(arguments: [
    "p@ss", "p@ss/word", "p@ss?word", "p:a:ss", "12/34", "12?x", "a#b", "100%", "%4", "%zz", "%00",
    "a,b", "a'b\"c\\d", " a b ", "@", "/", "?", ":", "#", "p@ss:5432/x", "[", "a]b",
    "p?sslmode=x", ",host=x", "+", "&a=b", "päßword",
  ])
  func anyCharacterMayStandInAURI(_ password: String) throws {
    for rest in ["db:6543/app?sslmode=disable", "db:6543/app", "db:6543", "a:1,b:2/app", "[::1]:1"]
    {
      let source = try DataSource("postgres://me:\(password)@\(rest)")
      #expect(source.given["password"] == password)
      #expect(source.given["user"] == "me")
    }
  }

  @Test func whatMayBeAHostWithOptionsIsRefusedRatherThanSentElsewhere() {
    #expect(throws: DataSourceError.self) { try DataSource("postgres://me:x@y/z?w=1@db/app") }
    #expect(throws: DataSourceError.self) { try DataSource("postgres://me:word@db/app?foo=a@b") }
  }

  @Test func comesOutOfAKeyValueStringWhenQuoted() throws {
    for password in passwords {
      let quoted = password.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
      let text = "host=db password='\(quoted)' user=me"
      let source = try sources(["DATA_SOURCE_NAME": "\(text),\(text)"])
      #expect(source.map(\.given["password"]) == [password, password])
    }
  }

  @Test func isTakenOutOfTextsInEverySpelling() throws {
    for password in passwords where password.utf8.count > 7 {
      let source = try DataSource(
        uri: "db", user: "me", password: Secret(password))
      let quoted = password.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
      for spelling in [password, percentEncoded(password), quoted] {
        #expect(source.redact("FATAL: no «\(spelling)» here") == "FATAL: no «<secret>» here")
      }
    }
    #expect(try DataSource("host=db").redact("as it is") == "as it is")
  }

  @Test func aTextWithAPasswordTooShortToBeFoundIsWithheld() throws {
    let source = try DataSource("host=db password=a")
    #expect(source.redact("no entry") == "no entry")
    #expect(source.redact("FATAL: no password") == Redactor.withheld)
  }
}
