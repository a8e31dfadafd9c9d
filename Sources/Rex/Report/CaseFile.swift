/// All that is known of one incident: what was measured, what was sent, what people said.
struct CaseFile: Sendable {
  let incident: Incident
  /// `nil` when nobody kept them.
  let notices: [Notice]?
  let entries: [JournalEntry]

  /// The first notice of a beginning that the client got.
  var clientTold: Notice? { notices?.first { $0.isForClient && !$0.isEnd } }

  /// From the first sign to the client's first notice, in seconds; where nobody kept notices, to the alert that
  /// has it sent.
  var notificationDelay: Double? {
    let alert = notices == nil ? incident.alerts.first(where: \.isForClient) : nil
    return (clientTold?.at ?? alert?.fired).map { max(0, $0 - incident.start) }
  }
}
