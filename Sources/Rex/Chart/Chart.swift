/// A picture of an incident in the course of time, as SVG that needs nothing else.
struct Chart {
  let file: CaseFile
  let telling: Telling

  private static let width = 860.0
  private static let left = 210.0
  private static let right = 20.0
  private static let row = 24.0
  private static let top = 52.0
  private static let alertsShown = 10

  private var incident: Incident { file.incident }

  /// From a little before it to a little after.
  private var shown: Span {
    let margin = max(60, incident.duration * 0.12)
    return Span(start: incident.start - margin, end: incident.end + margin)
  }

  private struct Row {
    let name: String
    let bars: [(span: Span, colour: String)]
    var marks: [(at: Double, colour: String, words: String)] = []
  }

  private enum Colour {
    static let failed = "#c4162a"
    static let well = "#7fb685"
    static let none = "#c8ccd0"
    static let firing = "#d9822b"
    static let pending = "#f2cf9b"
    static let client = "#1f60c4"
    static let team = "#6b7785"
    static let journal = "#7a3fb0"
  }

  var svg: String {
    let rows = services + alerts + told
    let bottom = Self.top + Double(rows.count) * Self.row
    let height = bottom + 58
    let caption = Self.escaped(telling.language.chartCaption(incident.id))
    var lines = [
      #"<svg xmlns="http://www.w3.org/2000/svg" width="\#(Self.text(Self.width))" height="\#(Self.text(height))" viewBox="0 0 \#(Self.text(Self.width)) \#(Self.text(height))" role="img" font-family="system-ui, sans-serif" font-size="12" lang="\#(telling.language.code)">"#,
      "<title>\(caption)</title>",
      ##"<rect width="100%" height="100%" fill="#ffffff"/>"##,
      text(
        10, 22, telling.full(incident.start) + " (\(telling.zone(at: incident.start)))", size: 14),
    ]
    lines += axis(to: bottom)
    for (index, row) in rows.enumerated() {
      lines += draw(row, at: Self.top + Double(index) * Self.row)
    }
    lines += legend(at: bottom + 40)
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  // MARK: - Rows

  private var services: [Row] {
    var names = incident.outages.map(\.service)
    for attempts in incident.attempts where !names.contains(attempts.service) {
      names.append(attempts.service)
    }
    return names.map { service in
      // What nobody measured is neither well nor failed.
      var bars = [(shown, Colour.none)]
      bars += (incident.measured[service]?.list ?? []).map { ($0, Colour.well) }
      for outage in incident.outages where outage.service == service {
        bars += outage.spans(upTo: incident.end).list.map { ($0, Colour.failed) }
      }
      bars += incident.gaps.map { ($0, Colour.none) }
      return Row(name: telling.language.component(Component(service: service)), bars: bars)
    }
  }

  private var alerts: [Row] {
    incident.alerts.prefix(Self.alertsShown).map { alert in
      let end = alert.ending.moment ?? alert.lastSeen
      let name = alert.name + (alert.server.isEmpty ? "" : " (\(alert.server))")
      return Row(
        name: name,
        bars: [
          (Span(start: alert.began, end: alert.fired), Colour.pending),
          (Span(start: alert.fired, end: end), Colour.firing),
        ])
    }
  }

  private var told: [Row] {
    var rows: [Row] = []
    if let notices = file.notices, !notices.isEmpty {
      rows.append(
        Row(
          name: telling.language.chartNotice, bars: [],
          marks: notices.map {
            ($0.at, $0.isForClient ? Colour.client : Colour.team, "\($0.to): \($0.subject)")
          }))
    }
    if !file.entries.isEmpty {
      rows.append(
        Row(
          name: telling.language.chartEntry, bars: [],
          marks: file.entries.map { ($0.at, Colour.journal, $0.text) }))
    }
    return rows
  }

  // MARK: - Drawing

  private func x(_ moment: Double) -> Double {
    let share = (min(max(moment, shown.start), shown.end) - shown.start) / shown.seconds
    return Self.left + share * (Self.width - Self.left - Self.right)
  }

  private func draw(_ row: Row, at y: Double) -> [String] {
    var lines = [text(Self.left - 8, y + 15, Self.shortened(row.name), anchor: "end")]
    for bar in row.bars where bar.span.end > shown.start && bar.span.start < shown.end {
      let start = x(bar.span.start)
      lines.append(
        #"<rect x="\#(Self.text(start))" y="\#(Self.text(y + 4))" width="\#(Self.text(max(1, x(bar.span.end) - start)))" height="\#(Self.text(Self.row - 9))" fill="\#(bar.colour)"/>"#
      )
    }
    for mark in row.marks where mark.at >= shown.start && mark.at <= shown.end {
      lines.append(
        #"<circle cx="\#(Self.text(x(mark.at)))" cy="\#(Self.text(y + 11))" r="4.5" fill="\#(mark.colour)"><title>\#(telling.clock(mark.at)) \#(Self.escaped(mark.words))</title></circle>"#
      )
    }
    return lines
  }

  private func axis(to bottom: Double) -> [String] {
    let steps = [10.0, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400]
    let step = steps.first { shown.seconds / $0 <= 7 } ?? (shown.seconds / 6).rounded()
    var lines: [String] = []
    var moment = (shown.start / step).rounded(.up) * step
    while moment < shown.end {
      lines.append(
        ##"<path d="M\##(Self.text(x(moment))) \##(Self.text(Self.top - 4))V\##(Self.text(bottom))" stroke="#e3e6e8"/>"##
      )
      lines.append(text(x(moment), bottom + 16, telling.clock(moment), anchor: "middle"))
      moment += step
    }
    for moment in [incident.start, incident.ending.moment].compactMap(\.self) {
      lines.append(
        ##"<path d="M\##(Self.text(x(moment))) \##(Self.text(Self.top - 8))V\##(Self.text(bottom))" stroke="#40474d" stroke-dasharray="4 3"/>"##
      )
      lines.append(text(x(moment), Self.top - 12, telling.clock(moment), anchor: "middle"))
    }
    return lines
  }

  private func legend(at y: Double) -> [String] {
    let language = telling.language
    let entries = [
      (language.chartFailed, Colour.failed), (language.chartWell, Colour.well),
      (language.chartNoData, Colour.none), (language.chartPending, Colour.pending),
      (language.chartFiring, Colour.firing),
    ]
    var x = 10.0
    return entries.flatMap { name, colour -> [String] in
      let lines = [
        #"<rect x="\#(Self.text(x))" y="\#(Self.text(y - 9))" width="10" height="10" fill="\#(colour)"/>"#,
        text(x + 15, y, name),
      ]
      x += 40 + Double(name.count) * 7
      return lines
    }
  }

  private func text(
    _ x: Double, _ y: Double, _ words: String, anchor: String = "start", size: Int = 12
  ) -> String {
    ##"<text x="\##(Self.text(x))" y="\##(Self.text(y))" text-anchor="\##(anchor)" font-size="\##(size)" fill="#202428">\##(Self.escaped(words))</text>"##
  }

  private static func shortened(_ name: String) -> String {
    name.count <= 32 ? name : name.prefix(31) + "…"
  }

  /// With one digit at most behind the point.
  private static func text(_ number: Double) -> String { NumberWords.decimal(number, point: ".") }

  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      // What XML cannot hold.
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
        escaped += " "
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
