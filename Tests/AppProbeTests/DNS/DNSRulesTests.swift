import Shared
import Testing

@testable import AppProbe

@Suite struct DNSRulesTests {
  private enum Outcome: String { case any, all, notMatching, none, passes }

  private func records(_ ends: [UInt8]) throws -> [DNSRecord] {
    try DNSMessage(
      DNSBytes.answer(ends.map { DNSBytes.record(1, [192, 0, 2, $0]) })
    ).answers
  }

  private func refusal(
    _ ends: [UInt8], _ change: (inout DNSProber.Rules) throws -> Void
  ) throws -> String? {
    var rules = DNSProber.Rules()
    try change(&rules)
    return rules.refusal(of: try records(ends), section: "answer")
  }

  @Test func oneThatMatchesIsRefused() throws {
    func change(_ rules: inout DNSProber.Rules) throws {
      rules.failsIfAnyMatches = [try Pattern(#"\t192\.0\.2\.2$"#)]
    }
    #expect(
      try refusal([1, 2], change) == #"the answer record 'a.example. 60 IN A 192.0.2.2' matches "#
        + #"'\t192\.0\.2\.2$'"#)
    #expect(try refusal([1, 3], change) == nil)
    #expect(try refusal([], change) == nil)
  }

  @Test func oneThatDoesNotMatchIsRefused() throws {
    func change(_ rules: inout DNSProber.Rules) throws {
      rules.failsIfAnyDoesNotMatch = [try Pattern(#"192\.0\.2\.[12]$"#)]
    }
    #expect(try refusal([1, 2], change) == nil)
    #expect(try refusal([1, 3], change)?.contains("does not match") == true)
    #expect(try refusal([], change)?.hasPrefix("there are no answer records") == true)
  }

  /// As the option is called, and the other way around than upstream has it.
  @Test func allThatMatchAreRefused() throws {
    func change(_ rules: inout DNSProber.Rules) throws {
      rules.failsIfAllMatch = [try Pattern(#"192\.0\.2\.[12]$"#)]
    }
    #expect(try refusal([1, 2], change)?.hasPrefix("all answer records match") == true)
    #expect(try refusal([1, 3], change) == nil)
    #expect(try refusal([], change) == nil)
  }

  @Test func noneThatMatchesIsRefused() throws {
    func change(_ rules: inout DNSProber.Rules) throws {
      rules.failsIfNoneMatches = [try Pattern(#"2\.7$"#), try Pattern(#"2\.1$"#)]
    }
    #expect(try refusal([1, 2], change) == nil)
    #expect(try refusal([2, 3], change)?.hasPrefix("no answer record matches") == true)
    #expect(try refusal([], change)?.hasPrefix("there are no answer records") == true)
  }
}
