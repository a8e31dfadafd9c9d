import Shared
import TestSupport
import Testing

@testable import AppProbe

/// That the rules hold for every way to probe, before anything is sent.
@Suite(.serialized, FaultServer.requirement.trait) struct ForbiddenProbesTests {
  struct Way: Sendable, CustomTestStringConvertible {
    let yaml: String
    let target: String
    var testDescription: String { "\(yaml) of \(target)" }
  }

  static let ways = [
    Way(yaml: "prober: http", target: "http://127.0.0.1:9/"),
    Way(yaml: "prober: http", target: "http://localhost:9/"),
    Way(yaml: "prober: http", target: "http://[::ffff:127.0.0.1]:9/"),
    Way(yaml: "prober: tcp", target: "127.0.0.1:9"),
    Way(yaml: "prober: tcp", target: "localhost:9"),
    Way(yaml: "prober: unix", target: "/run/nobody.sock"),
    Way(yaml: "prober: dns\ndns: {query_name: a.example}", target: "127.0.0.1:9"),
    Way(
      yaml: "prober: dns\ndns: {query_name: a.example, transport_protocol: tcp}",
      target: "localhost:9"),
    Way(yaml: "prober: icmp", target: "127.0.0.1"),
    Way(yaml: "prober: icmp", target: "localhost"),
    Way(yaml: "prober: grpc", target: "127.0.0.1:9"),
    Way(yaml: "prober: websocket", target: "ws://localhost:9/"),
    Way(
      yaml: "prober: journey\njourney: {steps: [{name: a, url: /}]}", target: "http://127.0.0.1:9"),
  ]

  private func reason(_ way: Way, _ rules: TargetRules) throws -> FailureReason? {
    let prober = try module(way.yaml).prober
    return try ProbeBench(rules: rules).probe(prober, way.target, within: .seconds(5)).reason
  }

  @Test(arguments: ways) func whatIsPrivateOrNotListedIsForbidden(_ way: Way) throws {
    #expect(try reason(way, TargetRules(refusesPrivate: true)) == .forbidden)
    #expect(try reason(way, TargetRules(allowed: [])) == .forbidden)
  }

  @Test(arguments: ways) func whatStandsInTheScheduleIsNot(_ way: Way) throws {
    let strict = TargetRules(allowed: [], refusesPrivate: true)
    #expect(try reason(way, strict.trusting(target: way.target)) != .forbidden)
  }

  @Test func aJourneyIsNotRedirectedToWhatIsForbidden() throws {
    let (shop, other) = (try FaultServer(), try FaultServer())
    let rules = TargetRules(allowed: [try AllowedTarget("127.0.0.1:\(shop.port)")])
    func reason(_ path: String) throws -> FailureReason? {
      let prober = try journeyProber("steps: [{name: a, url: '\(path)'}]")
      return try ProbeBench(rules: rules).probe(prober, shop.url("")).reason
    }
    #expect(try reason("/redirect?http://127.0.0.1:\(other.port)/") == .forbidden)
    #expect(try reason("/redirect?/") == nil)
    #expect(other.requests == 0)
  }
}
