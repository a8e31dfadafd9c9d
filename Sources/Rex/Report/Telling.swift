import Shared

/// How moments are told: in one zone, in one language.
struct Telling: Sendable {
  let zone: TimeZone
  let language: any Language

  private func local(_ moment: Double) -> LocalTime {
    zone.localTime(at: Int(moment.rounded(.down)))
  }

  /// `10:07:12`
  func clock(_ moment: Double) -> String { DateText.clock(local(moment).secondOfDay) }

  /// With the date, where that is not the day of another moment.
  func clock(_ moment: Double, besides other: Double) -> String {
    let date = local(moment).date
    return date == local(other).date ? clock(moment) : "\(DateText.iso(date)) \(clock(moment))"
  }

  /// `2026-11-23 10:07:12`
  func short(_ moment: Double) -> String {
    "\(DateText.iso(local(moment).date)) \(clock(moment))"
  }

  func day(_ moment: Double) -> String { language.date(local(moment).date) }

  /// `Monday 23 November 2026, 10:07:12`
  func full(_ moment: Double) -> String { language.moment(day(moment), clock(moment)) }

  /// From when to when, and for how long.
  func lasted(from start: Double, to end: Double) -> String {
    language.lasted(
      from: full(start), to: clock(end), endDay: day(end) == day(start) ? nil : day(end),
      zone: zone(at: start), duration: duration(from: start, to: end))
  }

  /// Between two moments as they are shown, so that a reader can check it.
  func duration(from start: Double, to end: Double) -> String {
    language.duration(max(0, end.rounded(.down) - start.rounded(.down)))
  }

  /// `Europe/Paris, UTC+1`
  func zone(at moment: Double) -> String {
    let minutes = zone.offset(at: Int(moment)) / 60
    let size = abs(minutes)
    let hours =
      (minutes < 0 ? "-" : "+") + "\(size / 60)"
      + (size % 60 == 0 ? "" : ":\(DateText.two(size % 60))")
    return language.zone(zone.name, hours: hours)
  }

  /// Downtime as the contract counts it, in words.
  func downtime(_ incident: Incident) -> String {
    guard let counted = incident.downtime else { return language.notKnown }
    let text = language.duration(counted)
    return incident.downtimeUnknown >= 1
      ? "\(text) (+ \(language.duration(incident.downtimeUnknown)) \(language.notKnown))" : text
  }

  func services(_ incident: Incident) -> [String] {
    incident.outages.map { language.component(Component(service: $0.service)) }
  }
}
