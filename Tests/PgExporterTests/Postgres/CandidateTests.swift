import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct CandidateTests {
  struct Listed: Sendable, CustomTestStringConvertible {
    let given: [String: String]
    let expected: [Candidate]
    var testDescription: String { given.sorted { $0.key < $1.key }.description }
  }

  @Test(arguments: [
    Listed(given: [:], expected: [Candidate(host: nil, address: nil, port: nil)]),
    Listed(
      given: ["host": "db1", "port": "6000"],
      expected: [Candidate(host: "db1", address: nil, port: "6000")]),
    Listed(
      given: ["host": "a,b", "port": "1,2"],
      expected: [
        Candidate(host: "a", address: nil, port: "1"),
        Candidate(host: "b", address: nil, port: "2"),
      ]),
    Listed(
      given: ["host": "a,b", "port": "7"],
      expected: [
        Candidate(host: "a", address: nil, port: "7"),
        Candidate(host: "b", address: nil, port: "7"),
      ]),
    Listed(
      given: ["host": "a,b", "hostaddr": ",192.0.2.1"],
      expected: [
        Candidate(host: "a", address: nil, port: nil),
        Candidate(host: "b", address: "192.0.2.1", port: nil),
      ]),
    Listed(
      given: ["hostaddr": "::1,192.0.2.1"],
      expected: [
        Candidate(host: nil, address: "::1", port: nil),
        Candidate(host: nil, address: "192.0.2.1", port: nil),
      ]),
  ])
  func aListIsReadAsLibpqReadsIt(_ case: Listed) {
    let parameters = `case`.given.map { (keyword: $0.key, value: Secret($0.value)) }
    #expect(Candidate.listed(in: parameters) == `case`.expected)
  }

  @Test func everyAddressOfAHostIsACandidateUnderItsName() {
    let resolver = Resolver { _ in .found(["::1", "192.0.2.1"]) }
    let listed = [
      Candidate(host: "/run/postgresql", address: nil, port: "1"),
      Candidate(host: "db", address: nil, port: "2"),
      Candidate(host: "db", address: "192.0.2.7", port: "3"),
    ]
    let (candidates, failures) = Candidate.resolved(
      listed, with: resolver, by: Deadline(in: .seconds(20)))
    #expect(failures.isEmpty)
    #expect(
      candidates == [
        listed[0], Candidate(host: "db", address: "::1", port: "2"),
        Candidate(host: "db", address: "192.0.2.1", port: "2"), listed[2],
      ])
  }

  @Test func aNameThatNobodyAnswersForLeavesTimeForTheOthers() {
    let gate = Gate()
    defer { gate.open() }
    let resolver = Resolver(patience: .milliseconds(20)) { name in
      if name == "dead" { gate.pass() }
      return .found(["192.0.2.1"])
    }
    let deadline = Deadline(in: .seconds(2))
    let (candidates, failures) = Candidate.resolved(
      ["dead", "well"].map { Candidate(host: $0, address: nil, port: nil) }, with: resolver,
      by: deadline)
    #expect(candidates.map(\.address) == ["192.0.2.1"])
    #expect(failures.map(\.description) == ["dead: the name servers do not answer"])
    #expect(!deadline.hasPassed)
  }
}
