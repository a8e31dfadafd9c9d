import Foundation
import Shared
import TestSupport
import Testing

@testable import Rex

/// The whole way, with a real Prometheus: history, incident, words.
@Suite(.serialized, PrometheusServer.requirement.trait) struct DescribedIncidentTests {
  private static let server = Result {
    try PrometheusServer(openMetrics: DescribedIncident.openMetrics)
  }

  private let address: String
  private let search: IncidentSearch
  private let paris: Shared.TimeZone

  init() throws {
    address = try Self.server.get().address
    paris = try TimeZoneFile.zone("Europe/Paris")
    search = IncidentSearch(
      prometheus: Prometheus(address: try #require(WebAddress(address))), zone: paris)
  }

  private func incident() throws -> Incident {
    let day = DescribedIncident.at(-60, 0)..<DescribedIncident.at(120, 0)
    let found = try search.incidents(in: day)
    #expect(found.map(\.id) == ["2026-11-23T1007"])
    return try #require(found.first)
  }

  @Test func itIsFoundAsOneWithItsExactTimes() throws {
    let incident = try incident()
    #expect(incident.start == DescribedIncident.at(7, 12))
    #expect(incident.ending == .at(DescribedIncident.at(19, 40)))
    #expect(incident.duration == 748)
    #expect(incident.unavailable == 748)
    #expect(incident.downtime == 748)
    #expect(incident.downtimeUnknown == 0)
    #expect(incident.gaps.isEmpty)
    #expect(!incident.isOpen)
  }

  /// Counted from the samples alone, which know nothing of moments between scrapes.
  @Test func itsDurationAgreesWithTheSamplesToWithinAScrapeInterval() throws {
    let samples = try search.prometheus.samples(
      #"app_probe_last_success{service="vote"}"#,
      in: DescribedIncident.at(0, 0)..<DescribedIncident.at(40, 0)
    ).flatMap(\.samples)
    let bad = samples.count { $0.value == 0 }
    #expect(bad > 100)
    #expect(
      abs(Double(bad) * DescribedIncident.interval - (try incident().duration))
        <= DescribedIncident.interval)
  }

  @Test func componentsAreInTheOrderInWhichTheyFailed() throws {
    let failures = try incident().failures
    #expect(
      failures.prefix(3).map(\.component) == [
        Component(service: "postgres", server: "database"), Component(service: "vote"),
        Component(service: "journey"),
      ])
    #expect(
      failures.prefix(3).map(\.at) == [
        DescribedIncident.at(7, 10), DescribedIncident.at(7, 12), DescribedIncident.at(7, 15),
      ])
    // That it was started again is no sign that it failed.
    #expect(failures[0].evidence == ["pg_up", "PostgresDown"])
  }

  @Test func theFirstAlertDetectedItAndTheCauseIsNotASymptom() throws {
    let incident = try incident()
    #expect(incident.detection?.fired == DescribedIncident.at(7, 21))
    #expect(incident.detectionDelay == 9)
    #expect(incident.probableCause?.name == "PostgresDown")
    #expect(incident.worstAlert?.name == "PostgresDown")
    #expect(incident.alerts.map(\.name).contains("PostgresRestarted"))
  }

  @Test func failedProbesAndJourneysAreCounted() throws {
    let attempts = try incident().attempts
    let vote = try #require(attempts.first { $0.service == "vote" })
    #expect(vote.failed == 374)
    // Up to the scrapes before and after it.
    #expect((374...378).contains(vote.all))
    let journey = try #require(attempts.first { $0.service == "journey" })
    #expect(journey.failed == 148)
    let result = try #require(attempts.first { $0.service == "result" })
    #expect(result.failed == 0)
  }

  @Test func anIncidentIsFoundByItsIdAndByATimeInIt() throws {
    let now = DescribedIncident.at(600, 0)
    for name in ["2026-11-23T1007", "2026-11-23T10:12:00+01:00", "2026-11-23T09:12Z", "last"] {
      #expect(try search.incident(name, now: now).incident.id == "2026-11-23T1007", "\(name)")
    }
    for name in ["2026-11-23T1107", "yesterday", "open"] {
      let error = #expect(throws: Complaint.self, "\(name)") {
        try search.incident(name, now: now)
      }
      #expect(error?.code == .noIncident)
    }
  }

  @Test func itIsOpenForWhomLooksWhileItLasts() throws {
    let now = DescribedIncident.at(12, 0)
    let (incident, _) = try search.incident("open", now: now)
    #expect(incident.isOpen)
    #expect(incident.start == DescribedIncident.at(7, 12))
    #expect(incident.duration == 288)
  }

  @Test func thatNobodyLookedIsNotTakenForPeace() throws {
    let past = DescribedIncident.at(-900, 0)..<DescribedIncident.at(-600, 0)
    #expect(try search.incidents(in: past) == [])
    #expect(try !search.wasMeasured(in: past))
    #expect(try search.wasMeasured(in: DescribedIncident.at(-4, 0)..<DescribedIncident.at(0, 0)))
  }

  // MARK: - Words

  private func write(_ language: String) throws -> (markdown: String, svg: String) {
    let folder = try TemporaryFolder([
      "notices.json": DescribedIncident.notices, "journal": DescribedIncident.journal,
    ])
    var command = try Rex.parseAsRoot([
      "report", "2026-11-23T1007", "--language", language, "--prometheus", address,
      "--zone", "Europe/Paris", "--output", "\(folder.path)/report.md", "--journal",
      "\(folder.path)/journal", "--notices", "\(folder.path)/notices.json",
    ])
    try command.run()
    // Somebody may have written into it.
    #expect(throws: Complaint.self) { try command.run() }
    return (
      try String(contentsOfFile: "\(folder.path)/report.md", encoding: .utf8),
      try String(contentsOfFile: "\(folder.path)/report.svg", encoding: .utf8)
    )
  }

  /// The text with as many words in each blank as it asks for.
  private func filled(_ markdown: String) throws -> String {
    let blank = try Regex(#"\*\*\[[^\]]*? (\d+) (?:words|mots)[^\]]*\]\*\*"#)
    return markdown.replacing(blank) { match in
      let count = Int(match.output[1].substring ?? "") ?? 0
      return Array(repeating: "word", count: count).joined(separator: " ")
    }
  }

  @Test(arguments: ["en", "fr"]) func aCompletedReportHas400To600Words(language: String) throws {
    let report = try filled(write(language).markdown)
    #expect(!report.contains("**["), "a blank was not filled")
    let text = report.split(separator: "\n").filter { !$0.hasPrefix("![") }.joined(separator: "\n")
    let words = Document.words(in: text)
    #expect((400...600).contains(words), "\(words) words")
  }

  @Test func theReportHasItsPartsAndFacts() throws {
    let (report, svg) = try write("en")
    let parts = [
      "## Issue Summary", "**Duration.**", "From Monday 23 November 2026, 10:07:12 to 10:19:40",
      "(Europe/Paris, UTC+1): 12 minutes 28 seconds.",
      "12 minutes 28 seconds of unavailability count",
      "**Impact.**", "The vote page could not be used for 12 minutes 28 seconds.", "374 failed",
      "148 failed", "**Root cause.**", "PostgreSQL on database (PostgresDown)", "(report.svg)",
      "## Timeline", "**10:07:10** PostgreSQL on database failed",
      "**10:07:12** The vote page failed", "**10:07:15** The journey of a vote failed",
      "**10:07:21** Detected by the alert", "**10:07:25** The client was told of it by e-mail.",
      "**10:07:26** The team was told of it by e-mail.", "**10:08:00** Acknowledged by ana.",
      "**10:11:00** A path that led nowhere, noted by ana: “it is not the network”",
      "**10:14:00** Escalated by ana to “database team”",
      "**10:18:20** Noted by bob: “started PostgreSQL again”",
      "**10:19:40** The vote page worked again.", "**10:19:50** The client was told of the end",
      "## Root cause and resolution",
      "PostgreSQL on database, then the vote page, then the journey of a vote",
      "## Corrective and preventative measures", "- [ ] A standby with streaming replication",
    ]
    var rest = report[...]
    for part in parts {
      let found = rest.firstRange(of: part)
      #expect(found != nil, "missing, or not in its place: \(part)\n\(report)")
      if let found { rest = rest[found.upperBound...] }
    }
    #expect(!report.contains("Watchdog"))
    #expect(!report.contains("not known"))
    let parser = XMLCheck()
    #expect(parser.accepts(svg), "\(svg)")
  }

  @Test func theFrenchReportSaysTheSame() throws {
    let (report, _) = try write("fr")
    for part in [
      "## Résumé de l’incident", "Du lundi 23 novembre 2026 à 10:07:12 jusqu’à 10:19:40",
      "12 minutes 28 secondes", "374 échecs", "## Chronologie",
      "**10:07:25** Le client a été prévenu",
      "Fausse piste, notée par ana\u{A0}: «\u{A0}it is not the network\u{A0}»",
      "## Cause racine et résolution",
      "## Mesures correctives et préventives", "À rédiger par une personne",
    ] {
      #expect(report.contains(part), "missing: \(part)\n\(report)")
    }
  }

  private func file() throws -> CaseFile {
    let incident = try incident()
    let notices = try Notice.all(in: JSON(parsing: Array(DescribedIncident.notices.utf8)))
    return CaseFile(incident: incident, notices: Notice.of(incident, in: notices), entries: [])
  }

  @Test func theClientsNoticeHasFiveLines() throws {
    let notice = try RestorationNotice(
      file: file(), telling: Telling(zone: paris, language: English())
    ).text
    let lines = notice.split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines[0] == "What: The vote page and the journey of a vote unavailable")
    #expect(
      lines[1]
        == "When: From Monday 23 November 2026, 10:07:12 to 10:19:40 (Europe/Paris, UTC+1): 12 minutes 28 seconds."
    )
    #expect(lines[2].hasPrefix("Why: [To be written by a person"))
  }

  @Test func theReviewHasDelaysAndTheBudget() throws {
    let end = DescribedIncident.at(39, 0)
    let budget = try BudgetLine.all(search.prometheus, at: end)
    #expect(budget == [BudgetLine(service: "vote", allowed: 38.4, spent: 12.4)])
    let review = Review(
      files: [try file()], budget: budget, from: DescribedIncident.opens, to: end,
      telling: Telling(zone: paris, language: English()))
    let text = Markdown(language: English()).text(of: review.document)
    #expect(
      text.contains(
        "| 2026-11-23T1007 | the vote page and the journey of a vote | 9 seconds | 13 seconds | 12 minutes 28 seconds | 12 minutes 28 seconds | PostgresDown |"
      ), "\(text)")
    #expect(text.contains("| the vote page | 38.4 | 12.4 | 26 | 32.3% |"), "\(text)")
    #expect(text.contains("No cause came twice."))
  }

  @Test func withoutNoticesTheirTimesAreNotKnown() throws {
    let incident = try incident()
    let file = CaseFile(incident: incident, notices: nil, entries: [])
    // By the alert that has the client told.
    #expect(file.notificationDelay == 9)
    let text = Markdown(language: English()).text(
      of: PostMortem(file: file, telling: Telling(zone: paris, language: English())).document)
    #expect(text.contains("When notices arrived is not known."))
    #expect(text.contains("**10:07:21** The alert ServiceUnavailable fired."))
  }
}
