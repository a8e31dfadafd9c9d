/// What happened, moment by moment.
struct TimelineSection {
  let file: CaseFile
  let telling: Telling

  private struct Event {
    let at: Double
    /// Among those of one moment.
    let rank: Int
    let pieces: [Document.Piece]
  }

  /// More failures than these are told of in one line.
  private static let failuresTold = 6

  var blocks: [Document.Block] {
    let language = telling.language
    let events = (failures + detection + notices + entries + recoveries)
      .sorted { ($0.at, $0.rank) < ($1.at, $1.rank) }
    let lines = events.map { event in
      [.strong(telling.clock(event.at, besides: file.incident.start)), .text(" ")] + event.pieces
    }
    var rest: [Document.Piece] = []
    if file.notices == nil { rest.append(.text(language.noticesUnknown + " ")) }
    if let alerts = furtherAlerts { rest.append(.text(alerts + " ")) }
    if case .unknown = file.incident.ending { rest.append(.text(language.endNotKnown + " ")) }
    rest.append(.blank(language.askTimeline, weight: 4))
    return [
      .paragraph([.text(language.timesAre(in: telling.zone(at: file.incident.start)))]),
      .list(lines), .paragraph(rest),
    ]
  }

  private var told: [ComponentFailure] {
    Array(file.incident.failures.prefix(Self.failuresTold))
  }

  private var failures: [Event] {
    told.map { failure in
      let component = telling.language.component(failure.component)
      let evidence = PostMortem.evidence(failure, telling.language)
      return Event(
        at: failure.at, rank: 0,
        pieces: [.text(telling.language.failed(component, evidence: evidence))])
    }
  }

  private var detection: [Event] {
    guard let alert = file.incident.detection else {
      return [
        Event(at: file.incident.start, rank: 1, pieces: [.text(telling.language.notDetected)])
      ]
    }
    let delay = telling.duration(
      from: file.incident.start, to: max(alert.fired, file.incident.start))
    var events = [
      Event(
        at: alert.fired, rank: 1,
        pieces: [.text(telling.language.detected(by: alert.name, after: delay))])
    ]
    // Where nobody kept notices, this is the nearest that is known of when the client was told.
    if file.notices == nil, let client = file.incident.alerts.first(where: \.isForClient),
      client.name != alert.name
    {
      events.append(
        Event(at: client.fired, rank: 2, pieces: [.text(telling.language.alertFired(client.name))]))
    }
    return events
  }

  /// Those that fired and are not named by what is told of components.
  private var furtherAlerts: String? {
    var named = Set(told.flatMap { PostMortem.shown($0) })
    if let alert = file.incident.detection { named.insert(alert.name) }
    if file.notices == nil, let client = file.incident.alerts.first(where: \.isForClient) {
      named.insert(client.name)
    }
    var names: [String] = []
    for alert in file.incident.alerts
    where !named.contains(alert.name) && !names.contains(alert.name) {
      names.append(alert.name)
    }
    guard !names.isEmpty else { return nil }
    let shown = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
    return telling.language.furtherAlerts(names.count, names: shown)
  }

  private var notices: [Event] {
    guard let notices = file.notices else { return [] }
    var events: [Event] = []
    for isForClient in [true, false] {
      for isEnd in [false, true] {
        let ofKind = notices.filter {
          $0.isForClient == isForClient && $0.isEnd == isEnd && !$0.isTicket
        }
        // Of the ends the last one is the end.
        guard let notice = isEnd ? ofKind.last : ofKind.first else { continue }
        events.append(
          Event(
            at: notice.at, rank: 3,
            pieces: [
              .text(
                telling.language.told(isForClient ? .client : .team, by: notice.by, end: isEnd))
            ]))
      }
    }
    let further = notices.count - events.count
    if further > 0, let last = notices.last {
      events.append(
        Event(
          at: last.at, rank: 4, pieces: [.text(telling.language.furtherNotices(further))]))
    }
    return events
  }

  private var entries: [Event] {
    file.entries.map { entry in
      var pieces: [Document.Piece] = [.text(telling.language.entry(entry.kind, by: entry.by))]
      if !entry.text.isEmpty { pieces += [.text(" "), .quote(entry.text)] }
      return Event(at: entry.at, rank: 5, pieces: pieces)
    }
  }

  private var recoveries: [Event] {
    let incident = file.incident
    var events = incident.outages.compactMap { outage -> Event? in
      guard let end = outage.ending.moment else { return nil }
      let component = telling.language.component(Component(service: outage.service))
      return Event(at: end, rank: 6, pieces: [.text(telling.language.recovered(component))])
    }
    if incident.outages.isEmpty, let end = incident.ending.moment {
      events.append(
        Event(
          at: end, rank: 6, pieces: [.text(telling.language.endedAlerts(at: telling.clock(end)))]))
    }
    return events
  }
}
