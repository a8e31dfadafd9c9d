import Shared
import TestSupport
import Testing

@testable import AppProbe

@Suite struct ProbeHistoryTests {
  private func entry(_ target: String, fails: Bool = false, text: String = "") -> ProbeHistory.Entry
  {
    var report = ProbeReport()
    if fails { report.failure = ProbeFailure(.timeout, "late") }
    var log = ProbeLog()
    for _ in 0..<3 { log.note(.info, "Said", [("text", text)]) }
    return ProbeHistory.Entry(
      ProbeResult(
        target: target, module: "m", startTime: 0, duration: .zero, report: report, log: log),
      .mapping([]))
  }

  private func targets(_ history: ProbeHistory) -> [String] {
    history.places.map(\.entry.result.target)
  }

  @Test func theNewestAreKeptAndOlderOnesThatFailed() {
    var history = ProbeHistory(limit: 2)
    for (id, target) in ["1!", "2", "3!", "4!", "5", "6"].enumerated() {
      _ = history.add(entry(target, fails: target.hasSuffix("!")), id: UInt64(id))
    }
    #expect(targets(history) == ["6", "5", "4!", "3!"])
    #expect(history.places.map(\.id) == [5, 4, 3, 2])
  }

  @Test func aLimitOfNoneKeepsNone() {
    var history = ProbeHistory(limit: 0)
    let dropped = history.add(entry("1", fails: true), id: 0)
    #expect(history.places.isEmpty)
    #expect(dropped.count == 1)
  }

  @Test func memoryIsBoundedAsAWholeAndByEntry() {
    let long = String(repeating: "x", count: 100_000)
    let big = entry("big", text: long)
    #expect(big.size < 4000)
    #expect(big.result.log.lines.count == 3)
    var history = ProbeHistory(limit: 1000, sizeLimit: 10 * big.size)
    for number in 0..<50 {
      _ = history.add(entry("\(number)", text: long), id: UInt64(number))
    }
    #expect((9...10).contains(history.places.count))
    #expect(targets(history).first == "49")
  }

  @Test func aLogOfManyLinesSaysHowManyAreMissing() throws {
    var log = ProbeLog()
    for number in 0..<10_000 { log.note(.info, "Line", [("number", "\(number)")]) }
    let cut = log.cut(to: 16 << 10)
    #expect(cut.size <= 16 << 10)
    let last = try #require(cut.lines.last)
    #expect("\(last.message)" == "Lines left out for want of room")
    #expect(last.details.first?.value == "\(10_000 - (cut.lines.count - 1))")
  }
}

@Suite struct LogsEndpointTests {
  private func stand() throws -> (ProbeStand, LogsEndpoint) {
    let stand = try ProbeStand()
    for query in ["target=a&module=stub", "target=fail&module=stub", "target=a"] {
      _ = try stand.answer("/probe?\(query)")
    }
    return (stand, LogsEndpoint(journal: stand.journal))
  }

  @Test(arguments: [
    ("id=0", 200, "target=a "), ("id=1", 200, "target=fail "),
    ("target=a", 200, "module=http_2xx "),
    ("target=a&module=stub", 200, "module=stub "), ("target=b", 404, "No such probe is remembered"),
    ("target=a&module=other", 404, "No such"), ("id=9", 404, "No such"),
    ("id=x", 400, "id is not the number"), ("", 400, "Ask for /logs?id="),
    ("id=0&target=a", 400, "Ask for"), ("id=&target=", 400, "Ask for"),
  ])
  func aProbeIsFoundByItsNumberOrItsTarget(query: String, status: Int, text: String) throws {
    let (stand, endpoint) = try stand()
    let answer = endpoint.answer(try HTTPRequest("/logs?\(query)"))
    withExtendedLifetime(stand) {
      #expect(answer.status.code == status)
      #expect(String(decoding: answer.body, as: UTF8.self).contains(text))
    }
  }

  @Test func whatIsScheduledDoesNotPushOutWhatWasAskedFor() throws {
    let stand = try ProbeStand(history: ProbeHistory(limit: 2))
    _ = try stand.answer("/probe?target=a&module=stub")
    let asked = try #require(stand.journal.places(.request).first)
    for _ in 0..<10 { stand.journal.note(asked.entry.result, .mapping([]), by: .schedule) }
    #expect(stand.journal.places(.request).map(\.id) == [0])
    #expect(stand.journal.places(.schedule).map(\.id) == [10, 9])
    #expect(stand.journal.tables.map(\.title) == ["Recent probes", "Scheduled probes"])
    #expect(stand.journal.first { $0.id == 10 } != nil)
  }

  @Test func theLandingPageListsTheLastOnesAsText() throws {
    let stand = try ProbeStand()
    _ = try stand.answer("/probe?target=fail%3Cscript%3E")
    _ = try stand.answer("/probe?target=http://me:hidden@a%26b")
    let page = LandingPage(
      program: "app-probe", version: "1", summary: "Probes.", links: [], prefix: "/vigie",
      tables: { [journal = stand.journal] in journal.tables }
    ).html
    #expect(
      page.contains(
        """
        <tr><td>http_2xx</td><td>http://me:&lt;secret&gt;@a&amp;b</td><td>Success</td>\
        <td><a href="/vigie/logs?id=1">Logs</a></td></tr>
        <tr><td>http_2xx</td><td>fail&lt;script&gt;</td><td>Failure: refused</td>\
        <td><a href="/vigie/logs?id=0">Logs</a></td></tr>
        """))
  }
}

@Suite struct ProbeNewsTests {
  @Test func aTargetThatFailsForHoursIsOneLine() throws {
    let stand = try ProbeStand()
    for _ in 0..<20 { _ = try stand.answer("/probe?target=fail&module=stub") }
    #expect(
      stand.recorder.lines == [
        "warning probe fails err=nobody listens module=stub reason=refused target=fail"
      ])
  }

  private func result(_ target: String, fails: Bool) -> ProbeResult {
    var report = ProbeReport()
    if fails { report.failure = ProbeFailure(.timeout, "late") }
    var log = ProbeLog()
    log.note(.info, "Looking", [("at", "it")])
    return ProbeResult(
      target: target, module: "m", startTime: 0, duration: .zero, report: report, log: log)
  }

  @Test(arguments: [
    (ProbeNews.Level.none, 0), (.error, 2), (.warn, 2), (.info, 3), (.debug, 3 + 4),
  ])
  func theLevelSaysHowMuchIsTold(level: ProbeNews.Level, count: Int) {
    let recorder = LogRecorder()
    let news = ProbeNews(recorder.logger, level, isRationed: false)
    for fails in [true, true, false, true] { news.tell(result("a", fails: fails)) }
    #expect(recorder.lines.count == count)
  }

  @Test func strangersCannotFillTheLog() {
    let recorder = LogRecorder()
    let news = ProbeNews(recorder.logger, .info, isRationed: true)
    for number in 0..<5000 { news.tell(result("\(number)", fails: true)) }
    #expect(recorder.lines.count <= 11)
  }
}
