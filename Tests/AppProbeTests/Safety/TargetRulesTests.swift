import Shared
import Testing
import YAML

@testable import AppProbe

@Suite struct TargetRulesTests {
  private func rules(_ yaml: String) throws -> TargetRules {
    try TargetRules(YAMLDocument(yaml, name: "probe.yml").root)
  }

  private func refusal(_ check: () throws(ProbeFailure) -> Void) -> String? {
    do throws(ProbeFailure) {
      try check()
      return nil
    } catch {
      return error.reason == .forbidden ? error.description : "failed with \(error.reason)"
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var rules = "{}"
    let host: String
    /// What the host resolves to; `nil` where it is refused before, or is an address.
    var address: String?
    var port: UInt16 = 443
    let isAllowed: Bool
    var testDescription: String {
      "\(rules) \(isAllowed ? "allow" : "refuse") \(host) (\(address ?? "-")), port \(port)"
    }
  }

  private static let mixed = "{allow: ['*.example.com:443', 10.0.0.0/8, '127.0.0.1:*']}"
  private static let guarded =
    "{allow: ['*.example.com:443', 10.0.0.0/8, '127.0.0.1:*'], refuse_private: true}"
  private static let open = "{refuse_private: true}"

  @Test(arguments: [
    Case(host: "anything.org", address: "127.0.0.1", port: 22, isAllowed: true),
    Case(rules: "{allow: []}", host: "example.com", isAllowed: false),
    Case(rules: "{allow: []}", host: "10.0.0.1", isAllowed: false),
    Case(rules: "{allow: ['*']}", host: "10.0.0.1", isAllowed: true),
    Case(rules: "{allow: ['*:443']}", host: "a.org", address: "192.0.2.1", isAllowed: true),
    Case(rules: "{allow: ['*:443']}", host: "192.0.2.1", isAllowed: true),
    Case(rules: "{allow: ['*:443']}", host: "a.org", port: 22, isAllowed: false),
    Case(rules: mixed, host: "www.example.com", address: "192.0.2.1", isAllowed: true),
    Case(rules: mixed, host: "WWW.Example.com.", address: "192.0.2.1", isAllowed: true),
    Case(rules: mixed, host: "www.example.com", address: "192.0.2.1", port: 80, isAllowed: false),
    Case(rules: mixed, host: "vote.internal", address: "10.3.2.1", isAllowed: true),
    Case(rules: mixed, host: "evil.org", address: "192.0.2.1", isAllowed: false),
    Case(rules: mixed, host: "10.255.0.1", port: 22, isAllowed: true),
    Case(rules: mixed, host: "11.0.0.1", isAllowed: false),
    Case(rules: mixed, host: "127.0.0.1", port: 5000, isAllowed: true),
    Case(rules: mixed, host: "::ffff:127.0.0.1", port: 5000, isAllowed: true),
    Case(rules: mixed, host: "127.0.0.2", port: 5000, isAllowed: false),
    // Without refuse_private, whoever runs a name's DNS is trusted.
    Case(rules: mixed, host: "www.example.com", address: "169.254.169.254", isAllowed: true),
    Case(rules: guarded, host: "www.example.com", address: "169.254.169.254", isAllowed: false),
    Case(rules: guarded, host: "www.example.com", address: "192.168.1.1", isAllowed: false),
    Case(rules: guarded, host: "www.example.com", address: "10.1.1.1", isAllowed: true),
    Case(rules: guarded, host: "10.1.1.1", isAllowed: true),
    Case(rules: guarded, host: "127.0.0.1", isAllowed: true),
    Case(rules: "{allow: [0.0.0.0/0], refuse_private: yes}", host: "9.9.9.9", isAllowed: true),
    Case(rules: "{allow: [0.0.0.0/0], refuse_private: yes}", host: "10.1.1.1", isAllowed: false),
    Case(rules: "{allow: ['[fd00::/8]:443']}", host: "fd12::1", isAllowed: true),
    Case(rules: "{allow: ['[fd00::/8]:443']}", host: "fd12::1", port: 80, isAllowed: false),
    Case(rules: "{allow: [fd00::/8]}", host: "fd12::1%eth0", port: 80, isAllowed: true),
    // What getaddrinfo takes for 127.0.0.1 though it looks like a name.
    Case(rules: open, host: "2130706433", address: "127.0.0.1", isAllowed: false),
    Case(rules: open, host: "example.com", address: "192.0.2.1", isAllowed: true),
    Case(rules: open, host: "localhost", address: "::1", isAllowed: false),
  ])
  func aTargetPassesByItsNameAndItsAddress(example: Case) throws {
    let rules = try rules(example.rules)
    let refusal = refusal { () throws(ProbeFailure) in
      try rules.check(host: example.host, port: example.port)
      try rules.check(
        address: example.address ?? example.host, port: example.port, of: example.host)
    }
    #expect((refusal == nil) == example.isAllowed, "\(refusal ?? "")")
  }

  @Test(arguments: [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255",
    "192.168.0.1", "100.64.0.1", "100.100.100.200", "169.254.169.254", "168.63.129.16",
    "192.0.0.192", "198.19.0.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
    "::", "::1", "0:0:0:0:0:0:0:1", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "fc00::1",
    "fec0::1",
    "ff02::1", "64:ff9b:1::1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1",
    "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::1", "::127.0.0.1",
  ])
  func nothingPrivateIsReachedInAnySpelling(address: String) throws {
    let rules = try rules(Self.open)
    #expect(refusal { () throws(ProbeFailure) in try rules.check(host: address, port: 80) } != nil)
    #expect(
      refusal { () throws(ProbeFailure) in try rules.check(address: address, port: 80) } != nil)
  }

  @Test(arguments: [
    "9.9.9.9", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "169.253.0.1",
    "198.17.255.255", "198.20.0.1", "223.255.255.255", "126.255.255.255", "128.0.0.1",
    "2606:4700::1", "64:ff9b::9.9.9.9", "2002:909:909::1", "::ffff:9.9.9.9", "fbff::1",
  ])
  func whatIsPublicIsNotTakenForPrivate(address: String) throws {
    let rules = try rules(Self.open)
    #expect(refusal { () throws(ProbeFailure) in try rules.check(host: address, port: 80) } == nil)
  }

  @Test func aNameThatMovesToAPrivateAddressIsCaughtAtTheConnection() throws {
    let rules = try rules("{allow: ['*.example.com'], refuse_private: true}")
    #expect(
      refusal { () throws(ProbeFailure) in
        try rules.check(host: "a.example.com", port: 80)
        try rules.check(address: "192.0.2.1", port: 80, of: "a.example.com")
      } == nil)
    #expect(
      refusal { () throws(ProbeFailure) in
        try rules.check(address: "::ffff:169.254.169.254", port: 80, of: "a.example.com")
      }
        == "::ffff:169.254.169.254 is where a cloud tells a machine's secrets, which "
        + "probe_rules.refuse_private refuses; add the address to probe_rules.allow if it is to be "
        + "probed")
  }

  @Test func whoDoesNotSayWhatLedToAnAddressGetsNoMoreThanTheNetworks() throws {
    let names = try rules("{allow: ['*.example.com:443']}")
    #expect(
      refusal { () throws(ProbeFailure) in try names.check(address: "192.0.2.1", port: 443) } == nil
    )
    let mixed = try rules(Self.mixed)
    #expect(
      refusal { () throws(ProbeFailure) in try mixed.check(address: "192.0.2.1", port: 443) } != nil
    )
    #expect(
      refusal { () throws(ProbeFailure) in try mixed.check(address: "10.2.0.1", port: 443) } == nil)
  }

  @Test(arguments: [
    ("http://vote.internal:5000/", "vote.internal", "10.0.0.5"),
    ("https://user@Vote.internal?x=@y", "vote.internal", "10.0.0.5"),
    ("vote.internal:5000/path?a=b", "vote.internal", "10.0.0.5"),
    ("vote.internal", "vote.internal", "10.0.0.5"),
    ("[fe80::1%eth0]:80", "fe80::1%eth0", "fe80::1%eth0"),
    ("http://127.0.0.1:5000/", "127.0.0.1", "127.0.0.1"),
    ("[::1]:5432", "::1", "::1"),
    ("http://[::1]/", "0::1", "::1"),
    ("db1:5432", "db1", "10.0.0.6"),
    ("10.0.0.7", "10.0.0.7", "10.0.0.7"),
  ])
  func aScheduledTargetIsTrustedAndItsRedirectsAreNot(
    target: String, host: String, address: String
  ) throws {
    let rules = try rules("{allow: [], refuse_private: true}").trusting(target: target)
    #expect(
      refusal { () throws(ProbeFailure) in
        try rules.check(host: host, port: 8080)
        try rules.check(address: address, port: 8080, of: host)
      } == nil)
    #expect(
      refusal { () throws(ProbeFailure) in try rules.check(host: "evil.org", port: 80) } != nil)
    #expect(
      refusal { () throws(ProbeFailure) in
        try rules.check(address: "169.254.169.254", port: 80, of: "evil.org")
      } != nil)
  }

  @Test func socketsOfTheMachineAreLikeItsLoopback() throws {
    func refusal(_ yaml: String, _ target: String? = nil) throws -> String? {
      var rules = try rules(yaml)
      if let target { rules = rules.trusting(target: target) }
      return self.refusal { () throws(ProbeFailure) in try rules.check(path: "/run/a.sock") }
    }
    #expect(try refusal("{}") == nil)
    #expect(try refusal("{allow: ['unix:/run/a.sock'], refuse_private: true}") == nil)
    #expect(try refusal("{allow: ['unix:*']}") == nil)
    #expect(try refusal("{allow: []}", "/run/a.sock") == nil)
    #expect(
      try refusal("{allow: ['*']}")
        == "the socket /run/a.sock is not allowed; add 'unix:/run/a.sock' to probe_rules.allow if it "
        + "is to be probed")
    #expect(try refusal("{refuse_private: true}") != nil)
  }

  @Test(arguments: [
    (
      "allow: [10.0.0.0/33]",
      "probe.yml:1: allow[0]: '10.0.0.0/33' has no length from 0 to 32 behind its slash"
    ),
    (
      "allow: ['example.com:0']",
      "probe.yml:1: allow[0]: 'example.com:0' has no port from 1 to 65535 behind its colon, nor *"
    ),
    (
      "allow: [http://example.com/]",
      "probe.yml:1: allow[0]: 'http://example.com/' has no port from 1 to 65535 behind its colon, nor *"
    ),
    (
      "refuse-private: true",
      "probe.yml:1: unknown key 'refuse-private'; did you mean 'refuse_private'?"
    ),
  ])
  func aRuleThatMakesNoSenseIsAnErrorWithItsPlace(yaml: String, says: String) {
    #expect(throws: (any Error).self) { try rules(yaml) }
    do { _ = try rules(yaml) } catch { #expect("\(error)" == says) }
  }

  @Test func aRefusalSaysTheEntryThatIsMissing() throws {
    let rules = try rules("{allow: [example.com]}")
    func refusal(_ host: String, _ port: UInt16) -> String? {
      self.refusal { () throws(ProbeFailure) in try rules.check(host: host, port: port) }
    }
    #expect(
      refusal("a.org", 443)
        == "a.org:443 is not allowed; add 'a.org:443' to probe_rules.allow if it is to be probed")
    #expect(refusal("2001:db8::1", 80)?.contains("add '[2001:db8::1]:80' to") == true)
    #expect(refusal("a.org", 0)?.contains("add 'a.org' to") == true)
    #expect(refusal("a\nb", 1)?.hasPrefix("a; b:1 is not") == true)
  }
}
