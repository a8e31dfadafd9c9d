import Shared
import Testing

@testable import AppProbe

@Suite struct HostAddressTests {
  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1", 4), ("2001:db8::1", "2001:db8::1", 6),
    ("::ffff:192.0.2.1", "192.0.2.1", 4), ("fe80::1%lo", "fe80::1%lo", 6), ("::", "::", 6),
  ])
  func everySpellingIsUnderstood(given: String, text: String, version: Int) throws {
    let address = try #require(HostAddress(given))
    #expect(address.text == text)
    #expect(address.version.number == version)
    #expect(address.bytes.count == (version == 4 ? 4 : 16))
  }

  @Test(arguments: ["", "localhost", "1.2.3", "1.2.3.4.5", "fe80::1%nonesuch", "::1\0", "[::1]"])
  func whatIsNotAnAddressIsRefused(text: String) {
    #expect(HostAddress(text) == nil)
  }

  @Test func aScopeIsTheInterfacesNumber() {
    #expect(HostAddress("fe80::1%lo")?.scope == 1)
    #expect(HostAddress("fe80::1%7")?.scope == 7)
  }

  @Test(arguments: [
    ("example.com", "example.com", 53), ("example.com:5353", "example.com", 5353),
    ("[2001:db8::1]", "2001:db8::1", 53), ("[2001:db8::1]:54", "2001:db8::1", 54),
    ("2001:db8::1", "2001:db8::1", 53), ("192.0.2.1:1", "192.0.2.1", 1),
  ])
  func aTargetMayLackItsPortWhereThereIsAUsualOne(
    target: String, host: String, port: UInt16
  ) throws {
    #expect(
      try Endpoint(target: target, defaultPort: 53) == Endpoint(host: host, port: port))
  }

  @Test(arguments: [
    "", ":53", "a:b:c", "[::1", "[::1]x", "[]:1", "a:0", "a:65536", "a:-1", "a:+1", "a:",
  ])
  func otherTargetsAreRefused(target: String) {
    #expect(throws: ProbeFailure.self) { try Endpoint(target: target, defaultPort: 53) }
  }
}
