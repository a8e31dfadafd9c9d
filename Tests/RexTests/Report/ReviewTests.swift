import Shared
import Testing

@testable import Rex

@Suite struct ReviewTests {
  private func file(_ id: String, _ alert: String, _ ending: Ending = .at(160)) -> CaseFile {
    let run = AlertRun(
      labels: [
        "alertname": alert, "severity": "critical", "kind": "cause", "service": "redis",
        "server": "database",
      ], since: 100, fired: 110, lastSeen: 155, ending: ending)
    let outage = ServiceOutage(
      service: "vote", spans: Spans([Span(start: 100, end: ending.moment ?? .infinity)]),
      ending: ending, lastBad: 155)
    return CaseFile(
      incident: Incident(
        id: id, start: 100, ending: ending, lastSeen: 155, outages: [outage], alerts: [run],
        failures: [], attempts: [], downtime: nil, downtimeUnknown: 0, measured: [:], gaps: [],
        nearness: 300), notices: [], entries: [])
  }

  private func text(_ files: [CaseFile], _ language: any Language = English()) -> String {
    let review = Review(
      files: files, budget: [], from: 0, to: 1000, telling: Telling(zone: .utc, language: language))
    return Markdown(language: language).text(of: review.document)
  }

  @Test func aCauseThatCameTwiceHasProposals() {
    let review = text([file("a", "RedisDown"), file("b", "DiskFull"), file("c", "RedisDown")])
    #expect(review.contains("### RedisDown, 2 times\n\na, c. Proposals for resilience:"))
    #expect(review.contains("- [ ] Persistence by AOF and a replica with Sentinel."))
    #expect(!review.contains("### DiskFull"))
    #expect(
      text([file("a", "RedisDown"), file("c", "RedisDown")], French()).contains(
        "### RedisDown, 2 fois"))
  }

  @Test func whatIsNotKnownIsNoFigureAndNotInTheMedian() {
    let review = text([file("a", "X"), file("b", "Y", .unknown)])
    #expect(
      review.contains("| a | the vote page | 10 seconds | not known | 1 minute | not known | X |"))
    #expect(
      review.contains("| b | the vote page | 10 seconds | not known | not known | not known | Y |"))
    #expect(
      review.contains("| Median of 2 |  | 10 seconds | not known | 1 minute | not known |  |"))
    #expect(review.contains("The budget is not known"))
  }

  @Test func aReportSaysThatItsEndIsNotKnown() {
    let telling = Telling(zone: .utc, language: English())
    let report = Markdown(language: English()).text(
      of: PostMortem(file: file("a", "X", .unknown), telling: telling).document)
    #expect(report.contains("its end is not known, because nothing was measured after 00:02:35."))
    #expect(report.contains("How much of it counts against the contract is not known."))
    #expect(report.contains("How many probes of the vote page failed is not known."))
    #expect(report.contains("The end was not measured."))
  }
}
