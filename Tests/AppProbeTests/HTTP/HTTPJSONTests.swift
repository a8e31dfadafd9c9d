import Shared
import Testing

@testable import AppProbe

/// What conditions on JSON make of an answer.
@Suite struct HTTPJSONTests {
  private func failure(
    _ body: String, matches: String? = nil, notMatches: String? = nil
  ) throws -> (text: String?, isDueToCEL: Double?) {
    var prober = HTTPProber()
    prober.failsIfJSONMatches = try matches.map { try CELExpression($0) }
    prober.failsIfJSONNotMatches = try notMatches.map { try CELExpression($0) }
    var answer = HTTPAnswer()
    answer.status = 200
    answer.body = Array(body.utf8)
    let loop = try EventLoop.start()
    defer { loop.stop() }
    let probe = Probe(
      target: "http://app/", deadline: Deadline(in: .seconds(10)),
      tools: ProbeTools(loop: loop, resolver: ProbeResolver(), rules: TargetRules()))
    prober.prepare(&probe.report)
    do throws(ProbeFailure) {
      try prober.checkJSON(answer, probe)
    } catch {
      #expect(error.reason == .body)
      return (error.description, probe.report.value(.failedDueToCEL))
    }
    return (nil, probe.report.value(.failedDueToCEL))
  }

  @Test func aConditionThatHoldsPasses() throws {
    let found = try failure(
      #"{"foo": "bar", "baz": "qux"}"#, matches: "body.foo == 'no'",
      notMatches: "body.foo == 'bar' && body.baz.startsWith('q')")
    #expect(found.text == nil)
    #expect(found.isDueToCEL == 0)
  }

  struct Fault: Sendable {
    var body = #"{"a": 1}"#
    var matches: String?
    var notMatches: String?
    let text: String
  }

  static let faults: [Fault] = [
    Fault(matches: "body.a == 1", text: "the body fulfils 'body.a == 1'"),
    Fault(notMatches: "body.a == 2", text: "the body does not fulfil 'body.a == 2'"),
    Fault(
      body: "{}", matches: "body.a == 1",
      text: "'body.a == 1' has no value for the body: there is no member 'a'"),
    Fault(body: "<html>", notMatches: "true", text: "the body is not JSON: no value (at byte 0)"),
  ]

  @Test(arguments: faults)
  func anAnswerThatIsNotAsItShouldBeFails(fault: Fault) throws {
    let found = try failure(fault.body, matches: fault.matches, notMatches: fault.notMatches)
    #expect(found.text == fault.text)
    #expect(found.isDueToCEL == 1)
  }

  @Test func withoutConditionsNothingIsSaidOfThem() throws {
    #expect(try failure("<html>").isDueToCEL == nil)
  }
}
