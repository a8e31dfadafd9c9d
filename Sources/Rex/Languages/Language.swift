import ArgumentParser
import Shared

/// All texts that people read, of one language. What is said in another one is a type beside it.
protocol Language: Sendable {
  /// As in HTML: `en`.
  var code: String { get }

  // Numbers and times.
  func duration(_ seconds: Double) -> String
  func percent(_ share: Double) -> String
  func number(_ value: Double) -> String
  /// `Monday 23 November 2026`
  func date(_ date: LocalDate) -> String
  /// `Monday 23 November 2026, 10:07:12`
  func moment(_ day: String, _ clock: String) -> String
  /// `Europe/Paris, UTC+1`
  func zone(_ name: String, hours: String) -> String
  var notKnown: String { get }
  func quote(_ text: String) -> String
  func list(_ items: [String]) -> String

  // Things.
  func component(_ component: Component) -> String
  /// What says that a service cannot be used.
  var probesWord: String { get }
  /// What probes of a service are called: `probes of the vote page`, `journeys of a vote`.
  func probes(of service: String) -> String
  func toFill(_ question: String, words: Int) -> String

  // Post-mortem.
  func title(_ what: String, day: String) -> String
  func unavailable(_ services: [String]) -> String
  func alertTitle(_ alert: String) -> String
  var issueSummary: String { get }
  var timeline: String { get }
  var rootCauseAndResolution: String { get }
  var measures: String { get }
  var durationWord: String { get }
  var impactWord: String { get }
  var rootCauseWord: String { get }
  var resolutionWord: String { get }
  /// - Parameter endDay: Of the end, where that is another day than the start's.
  func lasted(
    from start: String, to end: String, endDay: String?, zone: String, duration: String
  ) -> String
  func stillOpen(since start: String, zone: String, duration: String) -> String
  func endUnknown(from start: String, lastSeen: String, zone: String) -> String
  func contractDowntime(_ duration: String) -> String
  var contractDowntimeUnknown: String { get }
  func contractPartlyUnknown(_ duration: String) -> String
  func couldNotBeUsed(_ service: String, duration: String) -> String
  func usersFeltNothing() -> String
  func failedShare(_ probes: String, failed: String, all: String, share: String) -> String
  func shareUnknown(_ probes: String) -> String
  func notMeasured(from start: String, to end: String) -> String
  func probableCause(_ component: String, evidence: String) -> String
  var causeUnknown: String { get }
  var askImpact: String { get }
  var askCause: String { get }
  var askTimeline: String { get }
  var askCauseDetail: String { get }
  var askResolution: String { get }
  var askMeasure: String { get }
  var askOwner: String { get }
  func timesAre(in zone: String) -> String
  func failed(_ component: String, evidence: String) -> String
  func detected(by alert: String, after delay: String) -> String
  var notDetected: String { get }
  func alertFired(_ alert: String) -> String
  func furtherAlerts(_ count: Int, names: String) -> String
  func told(_ whom: Recipient, by way: String, end: Bool) -> String
  func furtherNotices(_ count: Int) -> String
  var noticesUnknown: String { get }
  func recovered(_ component: String) -> String
  var endNotKnown: String { get }
  func entry(_ kind: JournalEntry.Kind, by: String) -> String
  func order(_ components: [String]) -> String
  var nothingFailed: String { get }
  func endedAlerts(at time: String) -> String
  func chartCaption(_ id: String) -> String

  // The client's notice.
  func noticeLines() -> (
    what: String, when: String, why: String, corrected: String, prevented: String
  )
  var noticeWhy: String { get }
  var noticePrevented: String { get }

  // The review and the list.
  func reviewTitle(from: String, to: String) -> String
  var incidentHeader: [String] { get }
  var reviewHeader: [String] { get }
  func median(_ count: Int) -> String
  func budgetTitle() -> String
  var budgetHeader: [String] { get }
  var budgetUnknown: String { get }
  var repeatedTitle: String { get }
  func repeated(_ cause: String, times: Int) -> String
  var nothingRepeated: String { get }
  var proposals: String { get }
  var noIncidents: String { get }
  func openMark(_ text: String) -> String
  var warning: String { get }
  var notesOfReview: String { get }
  /// A delay that is not known by notices.
  func byAlert(_ delay: String) -> String

  // Chart.
  var chartFailed: String { get }
  var chartWell: String { get }
  var chartNoData: String { get }
  var chartFiring: String { get }
  var chartPending: String { get }
  var chartNotice: String { get }
  var chartEntry: String { get }

  /// What usually keeps a cause from coming back, as proposals.
  func remedies(for cause: Cause) -> [String]
}

/// Who is told.
enum Recipient: Sendable { case client, team }

/// The languages that there are.
enum LanguageChoice: String, ExpressibleByArgument, CaseIterable, Sendable {
  case en, fr

  var language: any Language {
    switch self {
    case .en: English()
    case .fr: French()
    }
  }
}
