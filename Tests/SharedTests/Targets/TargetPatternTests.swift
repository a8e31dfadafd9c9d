import Testing

@testable import Shared

@Suite struct TargetPatternTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let pattern: String
    let host: String
    var port: UInt16 = 5432
    let isAllowed: Bool
    var testDescription: String { "\(pattern) \(isAllowed ? "allows" : "refuses") \(host):\(port)" }
  }

  @Test(arguments: [
    Case(pattern: "db1.example.com", host: "db1.example.com", isAllowed: true),
    Case(pattern: "db1.example.com", host: "DB1.Example.COM.", isAllowed: true),
    Case(pattern: "DB1.example.com.", host: "db1.example.com", isAllowed: true),
    Case(pattern: "db1.example.com", host: "db1.example.com", port: 6432, isAllowed: false),
    Case(pattern: "db1.example.com", host: "db1.example.com.evil.org", isAllowed: false),
    Case(pattern: "db1.example.com", host: "xdb1.example.com", isAllowed: false),
    Case(pattern: "db1.example.com:6432", host: "db1.example.com", port: 6432, isAllowed: true),
    Case(pattern: "db1.example.com:6432", host: "db1.example.com", isAllowed: false),
    Case(pattern: "db1.example.com:*", host: "db1.example.com", port: 1, isAllowed: true),
    Case(pattern: "*.example.com", host: "db1.example.com", isAllowed: true),
    Case(pattern: "*.example.com", host: "a.b.EXAMPLE.com", isAllowed: true),
    Case(pattern: "*.example.com", host: "example.com", isAllowed: false),
    Case(pattern: "*.example.com", host: ".example.com", isAllowed: false),
    Case(pattern: "*.example.com", host: "badexample.com", isAllowed: false),
    Case(pattern: "*.example.com", host: "db1.example.com.evil.org", isAllowed: false),
    Case(pattern: "*.example.com", host: "db1.example.com", port: 22, isAllowed: false),
    Case(pattern: "*.example.com:*", host: "db1.example.com", port: 22, isAllowed: true),
    Case(pattern: "*", host: "anything", port: 22, isAllowed: true),
    Case(pattern: "10.0.0.7", host: "10.0.0.7", isAllowed: true),
    Case(pattern: "10.0.0.7", host: "10.0.0.70", isAllowed: false),
    Case(pattern: "::1", host: "::1", isAllowed: true),
    Case(pattern: "[::1]:6432", host: "::1", port: 6432, isAllowed: true),
    Case(pattern: "[FE80::1]", host: "fe80::1", isAllowed: true),
    Case(pattern: "[::1]:6432", host: "::1", isAllowed: false),
  ])
  func aPatternAllowsWhatItSays(example: Case) throws {
    let endpoint = Endpoint(host: example.host, port: example.port)
    #expect(
      try TargetPattern(example.pattern, defaultPort: 5432).allows(endpoint) == example.isAllowed)
  }

  @Test(arguments: [
    ("", "'' names no host"),
    (":5432", "':5432' names no host"),
    ("db1:", "'db1:' has no port from 1 to 65535 behind its colon, nor *"),
    ("db1:0", "'db1:0' has no port from 1 to 65535 behind its colon, nor *"),
    ("db1:65536", "'db1:65536' has no port from 1 to 65535 behind its colon, nor *"),
    ("[::1", "'[::1' is no [address]:port"),
    ("[::1]5432", "'[::1]5432' is no [address]:port"),
    (
      "*example.com",
      "'*example.com' may have a * only for the first names of a host, as in *.example.com"
    ),
    ("*.", "'*.' may have a * only for the first names of a host, as in *.example.com"),
    (
      "db*.example.com",
      "'db*.example.com' may have a * only for the first names of a host, as in *.example.com"
    ),
    ("*:5432", "'*:5432' may have a * only for the first names of a host, as in *.example.com"),
    ("10.0.0.0/8", "'10.0.0.0/8' is no host[:port]; connection strings do not belong here"),
    ("u:hunter2@db1", "the pattern has no port from 1 to 65535 behind its colon, nor *"),
    ("vigie@db1", "the pattern is no host[:port]; connection strings do not belong here"),
    ("db1,db2", "'db1,db2' is no host[:port]; connection strings do not belong here"),
  ])
  func anErrorSaysWhatAPatternIs(pattern: String, says: String) {
    #expect(throws: TargetPatternError.self) { try TargetPattern(pattern, defaultPort: 5432) }
    do { _ = try TargetPattern(pattern, defaultPort: 5432) } catch {
      #expect(error.description == says)
    }
  }

  @Test func aPatternMayMeanEveryPort() throws {
    let pattern = try TargetPattern("*.example.com", defaultPort: nil)
    #expect(pattern.allows(Endpoint(host: "db1.example.com", port: 22)))
    #expect(!pattern.allows(Endpoint(host: "example.org", port: 22)))
    let parts = try TargetPattern.parts(of: "[fd00::/8]:443", defaultPort: nil)
    #expect(parts.host == "fd00::/8" && parts.port == 443)
    #expect(try TargetPattern.parts(of: "fd00::1", defaultPort: nil).port == nil)
  }

  @Test func onlyTheStarAloneIsEverywhere() throws {
    #expect(try TargetPattern("*", defaultPort: 5432).isEverywhere)
    #expect(try !TargetPattern("*.com:*", defaultPort: 5432).isEverywhere)
  }

  @Test func everyServerOfAListMustBeAllowed() throws {
    let patterns = try ["db1", "db2:6432"].map { try TargetPattern($0, defaultPort: 5432) }
    let db1 = Endpoint(host: "db1", port: 5432)
    let db2 = Endpoint(host: "db2", port: 6432)
    let evil = Endpoint(host: "evil", port: 5432)
    #expect(patterns.firstRefused(of: [db1, db2]) == nil)
    #expect(patterns.firstRefused(of: [db1, evil, db2]) == evil)
    #expect([TargetPattern]().firstRefused(of: [db1]) == db1)
  }
}
