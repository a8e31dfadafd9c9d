import ArgumentParser
import Shared

/// Where what happened is read, and how it is told.
struct SourceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Prometheus's address (default: REX_PROMETHEUS, or http://127.0.0.1:9090).", valueName: "url")
  )
  var prometheus: String?

  @Option(
    help: ArgumentHelp(
      "The time zone of all times (default: REX_ZONE, or Europe/Paris).", valueName: "name"))
  var zone: String?

  @Option(help: "The language of texts: en or fr (default: REX_LANGUAGE, or en).")
  var language: LanguageChoice?

  @Option(
    help: ArgumentHelp("How long each answer of Prometheus may take.", valueName: "duration"))
  var timeout = "60s"

  @Option(
    help: ArgumentHelp(
      "What is no further apart is one incident; less for drills that follow each other.",
      valueName: "duration"))
  var gap = "5m"

  func telling() throws -> Telling {
    let environment = Environment.variables
    let zone = try TimeZoneFile.zone(zone ?? environment["REX_ZONE"] ?? "Europe/Paris")
    var choice = language
    if choice == nil, let named = environment["REX_LANGUAGE"], !named.isEmpty {
      guard let known = LanguageChoice(rawValue: named) else {
        throw Complaint("REX_LANGUAGE is '\(OneLine.cut(named))'; there are en and fr")
      }
      choice = known
    }
    return Telling(zone: zone, language: (choice ?? .en).language)
  }

  func patience() throws -> Duration {
    let patience = try Duration(flag: timeout)
    guard patience >= .milliseconds(1) else {
      throw Complaint("--timeout must be more than nothing")
    }
    return patience
  }

  func search() throws -> IncidentSearch {
    let text = prometheus ?? Environment.variables["REX_PROMETHEUS"] ?? "http://127.0.0.1:9090"
    guard let address = WebAddress(text) else {
      throw Complaint(
        "'\(OneLine.cut(text))' is no address of Prometheus such as http://127.0.0.1:9090")
    }
    return IncidentSearch(
      prometheus: Prometheus(address: address, patience: try patience()),
      zone: try telling().zone, gap: try Duration(flag: gap) / .seconds(1))
  }
}

extension IncidentSearch {
  /// Says so where no incidents were found because nobody looked.
  func remarkIfNothingWasMeasured(in range: Range<Double>, _ telling: Telling) throws {
    guard try !wasMeasured(in: range) else { return }
    Terminal.remark(
      "no probe of a service left anything from \(telling.short(range.lowerBound)) to \(telling.short(range.upperBound)): whether there were incidents is not known"
    )
  }
}

/// What people and Alertmanager said.
struct WitnessOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The journal (default: REX_JOURNAL, or rex/journal.jsonl in XDG_STATE_HOME, which is ~/.local/state).",
      valueName: "file"))
  var journal: String?

  @Option(
    help: ArgumentHelp(
      "Notices that were sent, as JSON: a list of {at, to, by, status, subject} (default: REX_NOTICES, or none).",
      valueName: "url or file"))
  var notices: String?

  /// Makes files of incidents.
  func files(
    _ incidents: [Incident], among all: [Incident], patience: Duration
  ) throws -> [CaseFile] {
    let environment = Environment.variables
    let journal = Journal(path: journal ?? Journal.defaultPath(environment))
    let (entries, damaged) = try journal.entries()
    if !damaged.isEmpty {
      let lines = damaged.map(String.init).joined(separator: ", ")
      Terminal.remark("\(journal.path): damaged and left out: line \(lines)")
    }
    let place = notices ?? environment["REX_NOTICES"].flatMap { $0.isEmpty ? nil : $0 }
    let sent = try place.map { try NoticeSource.notices(at: $0, within: patience) }
    return incidents.map { incident in
      CaseFile(
        incident: incident, notices: sent.map { Notice.of(incident, in: $0) },
        entries: JournalEntry.of(incident, among: all, in: entries))
    }
  }
}

/// From when to when.
struct RangeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How far to look back from --until (7d, 36h), or a time (RFC 3339).", valueName: "span"))
  var since: String?

  @Option(help: ArgumentHelp("Up to when: a time (RFC 3339), or now.", valueName: "time"))
  var until = "now"

  func range(_ zone: TimeZone, otherwise: String) throws -> Range<Double> {
    let end = try Moment.read(until, zone: zone, now: WallClock.seconds)
    let text = since ?? otherwise
    let start =
      if let span = try? Duration(flag: text) {
        end - span / .seconds(1)
      } else {
        try Moment.read(text, zone: zone, now: WallClock.seconds)
      }
    guard start < end else { throw Complaint("--since \(text) is not before --until \(until)") }
    return start..<end
  }
}
