import Shared

/// A duration in whole units.
struct DurationParts {
  let days: Int
  let hours: Int
  let minutes: Int
  let seconds: Int

  init(_ length: Double) {
    let whole = Int(max(0, length).rounded())
    days = whole / 86_400
    hours = whole / 3600 % 24
    minutes = whole / 60 % 60
    seconds = whole % 60
  }
}

/// What languages write alike but for a sign or a word.
enum NumberWords {
  /// With one digit behind the point, unless there is nothing to say there.
  static func decimal(_ value: Double, point: String) -> String {
    let tenths = Int((value * 10).rounded())
    let (whole, rest) = (abs(tenths) / 10, abs(tenths) % 10)
    return (tenths < 0 ? "-" : "") + "\(whole)" + (rest == 0 ? "" : "\(point)\(rest)")
  }

  /// Neither 0 nor 100 unless it is.
  static func percent(_ share: Double, point: String) -> String {
    let text = decimal(share * 100, point: point)
    if text == "0", share > 0 { return "0\(point)1" }
    if text == "100", share < 1 { return "99\(point)9" }
    return text
  }

  static func list(_ items: [String], and: String) -> String {
    guard let last = items.last else { return "" }
    return items.count == 1 ? last : items.dropLast().joined(separator: ", ") + and + last
  }
}

extension String {
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
