import Shared

/// A message that somebody got, as an inbox keeps it.
struct Notice: Sendable, Equatable {
  /// When it came.
  let at: Double
  /// `e-mail`, `webhook`.
  let by: String
  let to: String
  let isEnd: Bool
  let subject: String

  var isForClient: Bool { to.contains("client") }
  /// Whether it is of what is to be done some day.
  var isTicket: Bool { to.contains("ticket") || subject.hasPrefix("ticket") }

  /// Reads what an inbox has: a list of `{"at": seconds or RFC 3339, "by", "to", "status", "subject"}`.
  static func all(in json: JSON) throws(Complaint) -> [Notice] {
    guard let list = json.array else { throw Complaint("notices are no list of JSON") }
    var notices: [Notice] = []
    for entry in list {
      let written = entry["at"]?.string.flatMap { try? Moment.read($0, zone: .utc, now: 0) }
      guard let at = entry["at"]?.number ?? written, let to = entry["to"]?.string else {
        throw Complaint("a notice says neither when it came ('at') nor to whom ('to')")
      }
      notices.append(
        Notice(
          at: at, by: entry["by"]?.string ?? "", to: to,
          isEnd: entry["status"]?.string == "resolved", subject: entry["subject"]?.string ?? ""))
    }
    return notices.sorted { $0.at < $1.at }
  }

  /// Those of an incident: from its first sign until the end was told.
  static func of(_ incident: Incident, in notices: [Notice]) -> [Notice] {
    let end = incident.isOpen ? .infinity : incident.end + max(60, incident.nearness)
    let names = Set(incident.alerts.map(\.name))
    return notices.filter { notice in
      guard notice.at >= incident.start - min(60, incident.nearness), notice.at <= end,
        !notice.subject.contains("Watchdog")
      else { return false }
      return !notice.isTicket || names.contains { notice.subject.contains($0) }
    }
  }
}
