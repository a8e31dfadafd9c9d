import Shared

/// What a person sends to the client when it is over: five plain lines.
struct RestorationNotice {
  let file: CaseFile
  let telling: Telling

  var text: String {
    let language = telling.language
    let names = language.noticeLines()
    let incident = file.incident
    let services = telling.services(incident)
    let what =
      services.isEmpty ? incident.worstAlert?.name ?? incident.id : language.unavailable(services)
    return [
      "\(names.what) \(what.capitalisedFirst)", "\(names.when) \(when)",
      "\(names.why) [\(language.toFill(language.noticeWhy, words: 15))]",
      "\(names.corrected) \(corrected)",
      "\(names.prevented) [\(language.toFill(language.noticePrevented, words: 20))]",
    ].joined(separator: "\n") + "\n"
  }

  private var when: String {
    let incident = file.incident
    let start = telling.full(incident.start)
    let zone = telling.zone(at: incident.start)
    return switch incident.ending {
    case .at(let end):
      telling.lasted(from: incident.start, to: end)
    case .open:
      telling.language.stillOpen(
        since: start, zone: zone, duration: telling.duration(from: incident.start, to: incident.end)
      )
    case .unknown:
      telling.language.endUnknown(
        from: start, lastSeen: telling.clock(incident.lastSeen), zone: zone)
    }
  }

  /// What was noted last, since that is most likely what helped; a person reads it before it is sent.
  private var corrected: String {
    let question = "[\(telling.language.toFill(telling.language.askResolution, words: 15))]"
    guard let note = file.entries.last(where: { $0.kind == .note }) else { return question }
    return "\(OneLine.of(note.text) { $0 }) \(question)"
  }
}
