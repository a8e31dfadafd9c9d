/// The list of incidents for a terminal, in columns.
struct IncidentTable {
  let incidents: [Incident]
  let telling: Telling

  var text: String {
    guard !incidents.isEmpty else { return telling.language.noIncidents + "\n" }
    let rows = [telling.language.incidentHeader] + incidents.map(row)
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  private func row(_ incident: Incident) -> [String] {
    let language = telling.language
    let length = telling.duration(from: incident.start, to: incident.end)
    let alert = incident.worstAlert.map { alert in
      alert.name + (alert.isCritical ? "" : " (\(alert.severity))")
    }
    let end =
      switch incident.ending {
      case .at(let end): telling.clock(end, besides: incident.start)
      case .open: "–"
      case .unknown: language.notKnown
      }
    let services = incident.outages.map(\.service).joined(separator: ",")
    return [
      incident.id, telling.short(incident.start), end,
      incident.isOpen
        ? language.openMark(length) : incident.ending == .unknown ? language.notKnown : length,
      services.isEmpty ? "–" : services, alert ?? "–",
      incident.outages.isEmpty ? "–" : telling.downtime(incident),
    ]
  }
}
