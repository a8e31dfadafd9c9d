/// What a month is presented with: incidents, how fast each was seen, told and ended, what it cost, and what
/// came again.
struct Review {
  let files: [CaseFile]
  let budget: [BudgetLine]
  let from: Double
  let to: Double
  let telling: Telling

  private var language: any Language { telling.language }

  var document: Document {
    var blocks: [Document.Block] = [
      .heading(
        level: 1, language.reviewTitle(from: telling.day(from), to: telling.day(to)))
    ]
    if files.isEmpty {
      blocks.append(.paragraph([.text(language.noIncidents)]))
    } else {
      blocks.append(.table(header: language.reviewHeader, rows: files.map(row) + [medians]))
      blocks.append(
        .paragraph([
          .text(
            language.timesAre(in: telling.zone(at: to)) + " " + language.notesOfReview)
        ]))
    }
    blocks.append(.heading(level: 2, language.budgetTitle()))
    blocks.append(budgetBlock)
    blocks.append(.heading(level: 2, language.repeatedTitle))
    blocks += repetitions
    return Document(blocks: blocks)
  }

  private func duration(_ seconds: Double?) -> String {
    seconds.map { language.duration($0.rounded()) } ?? language.notKnown
  }

  private func row(_ file: CaseFile) -> [String] {
    let incident = file.incident
    let length = duration(incident.ending == .unknown ? nil : incident.duration)
    let services = incident.outages.isEmpty ? "–" : language.list(telling.services(incident))
    return [
      incident.id, services, duration(incident.detectionDelay), notification(file),
      incident.isOpen ? language.openMark(length) : length, telling.downtime(incident),
      incident.causeKey ?? language.notKnown,
    ]
  }

  private func notification(_ file: CaseFile) -> String {
    // Of what users did not feel the client is not told.
    if file.notificationDelay == nil, file.incident.outages.isEmpty { return "–" }
    let delay = duration(file.notificationDelay)
    return file.notices == nil && file.notificationDelay != nil ? language.byAlert(delay) : delay
  }

  /// Of those that are known: what is not known must not pull a figure down.
  private var medians: [String] {
    func median(_ values: [Double]) -> String {
      guard !values.isEmpty else { return language.notKnown }
      let sorted = values.sorted()
      let middle = sorted.count / 2
      return duration(
        sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2)
    }
    let ended = files.map(\.incident).filter { $0.ending.moment != nil }
    let restored = median(ended.map(\.duration))
    return [
      language.median(files.count), "",
      median(files.compactMap(\.incident.detectionDelay)),
      median(files.compactMap(\.notificationDelay)), restored,
      median(files.compactMap(\.incident.downtime)), "",
    ]
  }

  private var budgetBlock: Document.Block {
    guard !budget.isEmpty else { return .paragraph([.text(language.budgetUnknown)]) }
    return .table(
      header: language.budgetHeader,
      rows: budget.map { line in
        [
          language.component(Component(service: line.service)), language.number(line.allowed),
          language.number(line.spent), language.number(line.allowed - line.spent),
          line.allowed > 0 ? language.percent(line.spent / line.allowed) : language.notKnown,
        ]
      })
  }

  private var repetitions: [Document.Block] {
    let causes = Dictionary(grouping: files) { $0.incident.causeKey }
    let repeated = causes.compactMap { cause, files in cause.map { ($0, files) } }
      .filter { $0.1.count > 1 }
      .sorted { ($1.1.count, $0.0) < ($0.1.count, $1.0) }
    guard !repeated.isEmpty else { return [.paragraph([.text(language.nothingRepeated)])] }
    return repeated.flatMap { cause, files -> [Document.Block] in
      let incident = files[0].incident
      let labels = (incident.probableCause ?? incident.worstAlert)?.labels ?? [:]
      return [
        .heading(level: 3, language.repeated(cause, times: files.count)),
        .paragraph([
          .text(
            files.map(\.incident.id).joined(separator: ", ") + ". " + language.proposals)
        ]),
        .checklist(
          language.remedies(for: Cause(labels)).map { [.text($0.capitalisedFirst + ".")] }),
      ]
    }
  }
}
