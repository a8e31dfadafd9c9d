import Shared

/// What somebody said during an incident.
struct JournalEntry: Sendable, Equatable {
  enum Kind: String, Sendable, CaseIterable {
    case note, ack, escalate
    case wrongPath = "wrong-path"
  }

  let at: Double
  let kind: Kind
  /// The note, or whom it was escalated to; may be empty for an acknowledgement.
  let text: String
  /// Who wrote it.
  let by: String
  /// The incident it was written for; `nil` when none was known then: it belongs to the one of its time.
  let incident: String?

  var json: JSON {
    var members: [String: JSON] = [
      "at": .string(DateText.utc(at)), "kind": .string(kind.rawValue), "text": .string(text),
      "by": .string(by),
    ]
    if let incident { members["incident"] = .string(incident) }
    return .object(members)
  }

  init(at: Double, kind: Kind, text: String, by: String, incident: String?) {
    self.at = at
    self.kind = kind
    self.text = text
    self.by = by
    self.incident = incident
  }

  /// - Returns: `nil` for what is no entry.
  init?(_ json: JSON) {
    guard let written = json["at"]?.string, let kind = json["kind"]?.string.flatMap(Kind.init),
      let at = try? Moment.read(written, zone: .utc, now: 0)
    else { return nil }
    self.init(
      at: at, kind: kind, text: json["text"]?.string ?? "", by: json["by"]?.string ?? "",
      incident: json["incident"]?.string)
  }

  /// Those of an incident among others. What names no incident belongs to the last one that had begun, or is
  /// about to, unless that ended long before.
  static func of(
    _ incident: Incident, among all: [Incident], in entries: [JournalEntry]
  ) -> [JournalEntry] {
    entries.filter { entry in
      if let named = entry.incident { return named == incident.id }
      let late = incident.isOpen ? .infinity : incident.end + afterwards
      guard entry.at >= incident.start - incident.nearness, entry.at <= late else { return false }
      return !all.contains { other in
        other.id != incident.id && other.start > incident.start
          && entry.at >= other.start - other.nearness && (!other.isWarning || incident.isWarning)
      }
    }
  }

  /// How long after its end what is said still belongs to an incident.
  static let afterwards = 1800.0
}
