import Shared

/// A Prometheus, asked by its HTTP API.
struct Prometheus: Sendable {
  let address: WebAddress
  /// How long an answer may take.
  var patience: Duration = .seconds(60)

  /// What an expression is at a moment. A range (`ALERTS[2h]`) gives the samples that were stored, with their
  /// own times.
  func series(_ expression: String, at moment: Double) throws(Complaint) -> [Series] {
    let query = WebAddress.escaped(expression)
    let answer: HTTPGet.Answer
    do throws(Complaint) {
      answer = try HTTPGet.answer(
        of: "\(address.url)/api/v1/query?query=\(query)&time=\(Self.text(moment))", within: patience
      )
    } catch {
      throw Complaint(
        "Prometheus at \(address) does not answer: \(error). --prometheus or REX_PROMETHEUS says where it is"
      )
    }
    let json = try? JSON(parsing: answer.body)
    guard answer.status == 200, let json, json["status"]?.string == "success" else {
      let reason = json?["error"]?.string ?? "HTTP status \(answer.status)"
      throw Complaint(
        "Prometheus at \(address) refuses \(OneLine.cut(expression)): \(OneLine.of(reason) { $0 })"
          + (json == nil ? ". Is it a Prometheus? Its page is /graph" : ""))
    }
    guard let series = Series.all(in: json) else {
      throw Complaint("Prometheus at \(address) answers \(OneLine.cut(expression)) with no series")
    }
    return series
  }

  /// The samples of a selector that were stored from one moment up to another.
  func samples(_ selector: String, in range: Range<Double>) throws(Complaint) -> [Series] {
    let seconds = max(1, Int((range.upperBound - range.lowerBound).rounded(.up)))
    return try series("\(selector)[\(seconds)s]", at: range.upperBound)
  }

  /// Seconds with milliseconds, never with an exponent.
  private static func text(_ moment: Double) -> String {
    let milliseconds = Int((moment * 1000).rounded())
    let rest = String(milliseconds % 1000 + 1000).dropFirst()
    return "\(milliseconds / 1000).\(rest)"
  }
}
