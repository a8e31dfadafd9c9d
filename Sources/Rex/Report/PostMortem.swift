/// Makes the first draft of a post-mortem: facts in words, and blanks for what only a person knows.
struct PostMortem {
  let file: CaseFile
  let telling: Telling

  private var incident: Incident { file.incident }
  private var language: any Language { telling.language }

  var document: Document {
    var document = Document()
    document.blocks.append(.heading(level: 1, title))
    document.blocks.append(.heading(level: 2, language.issueSummary))
    document.blocks += [.paragraph(duration), .paragraph(impact), .paragraph(rootCause)]
    document.blocks.append(.picture(language.chartCaption(incident.id)))
    document.blocks.append(.heading(level: 2, language.timeline))
    document.blocks += TimelineSection(file: file, telling: telling).blocks
    document.blocks.append(.heading(level: 2, language.rootCauseAndResolution))
    document.blocks += resolution
    document.blocks.append(.heading(level: 2, language.measures))
    document.blocks.append(.checklist(measures))
    return document
  }

  private var title: String {
    let services = telling.services(incident)
    let what =
      services.isEmpty
      ? language.alertTitle(incident.worstAlert?.name ?? incident.id)
      : language.unavailable(services)
    return language.title(what, day: telling.day(incident.start))
  }

  // MARK: - Issue summary

  private var duration: [Document.Piece] {
    let zone = telling.zone(at: incident.start)
    let start = telling.full(incident.start)
    let length = telling.duration(from: incident.start, to: incident.end)
    var sentences: [String] = []
    switch incident.ending {
    case .at(let end): sentences.append(telling.lasted(from: incident.start, to: end))
    case .open: sentences.append(language.stillOpen(since: start, zone: zone, duration: length))
    case .unknown:
      sentences.append(
        language.endUnknown(from: start, lastSeen: telling.clock(incident.lastSeen), zone: zone))
    }
    if let counted = incident.downtime {
      sentences.append(language.contractDowntime(language.duration(counted)))
      if incident.downtimeUnknown >= 1 {
        sentences.append(
          language.contractPartlyUnknown(language.duration(incident.downtimeUnknown)))
      }
    } else {
      sentences.append(language.contractDowntimeUnknown)
    }
    for gap in incident.gaps.prefix(3) {
      sentences.append(
        language.notMeasured(from: telling.clock(gap.start), to: telling.clock(gap.end)))
    }
    return [.strong(language.durationWord), .text(" " + sentences.joined(separator: " "))]
  }

  private var impact: [Document.Piece] {
    var sentences = incident.outages.map { outage in
      language.couldNotBeUsed(
        language.component(Component(service: outage.service)),
        duration: language.duration(outage.spans(upTo: incident.end).seconds.rounded()))
    }
    if incident.outages.isEmpty { sentences.append(language.usersFeltNothing()) }
    let known = Dictionary(incident.attempts.map { ($0.service, $0) }) { first, _ in first }
    var services = incident.outages.map(\.service)
    if !services.contains("journey") { services.append("journey") }
    for service in services {
      let probes = language.probes(of: service)
      guard let attempts = known[service] else {
        sentences.append(language.shareUnknown(probes))
        continue
      }
      sentences.append(
        language.failedShare(
          probes, failed: language.number(attempts.failed.rounded()),
          all: language.number(attempts.all.rounded()), share: language.percent(attempts.share)))
    }
    return [
      .strong(language.impactWord), .text(" " + sentences.joined(separator: " ") + " "),
      .blank(language.askImpact, weight: 3),
    ]
  }

  private var rootCause: [Document.Piece] {
    [
      .strong(language.rootCauseWord), .text(" \(cause) "), .blank(language.askCause, weight: 3),
    ]
  }

  private var cause: String {
    guard let alert = incident.probableCause else { return language.causeUnknown }
    return language.probableCause(language.component(Component(alert)), evidence: alert.name)
  }

  // MARK: - Root cause and resolution

  private var resolution: [Document.Block] {
    let components = incident.causeFirst.prefix(6).map { language.component($0.component) }
    let order = components.isEmpty ? language.nothingFailed : language.order(components)
    return [
      .paragraph([.text(order + " "), .blank(language.askCauseDetail, weight: 8)]),
      .paragraph([
        .strong(language.resolutionWord), .text(" "), .blank(language.askResolution, weight: 5),
      ]),
    ]
  }

  // MARK: - Measures

  private var measures: [[Document.Piece]] {
    let labels = (incident.probableCause ?? incident.worstAlert)?.labels ?? [:]
    let cause = labels.isEmpty ? Cause.page : Cause(labels)
    let proposals = language.remedies(for: cause).map { remedy -> [Document.Piece] in
      [.text(remedy.capitalisedFirst + ". "), .blank(language.askOwner, weight: 1)]
    }
    return proposals + [[.blank(language.askMeasure, weight: 3)]]
  }

  // MARK: - Evidence

  /// Names of what says that a component failed, as far as they are shown.
  static func shown(_ failure: ComponentFailure) -> [String] { Array(failure.evidence.prefix(3)) }

  static func evidence(_ failure: ComponentFailure, _ language: any Language) -> String {
    shown(failure).map { $0 == "probe_success" ? language.probesWord : $0 }.joined(separator: ", ")
  }
}
