internal import ArgumentParser

extension Duration {
  /// More than anybody means; what is longer is a slip.
  private static let longest = 1e9

  /// Reads a duration from a flag, as the Go exporters spell it: `1m30s`, `500ms`, `1.5h`; and in
  /// Prometheus's longer units: `1d`, `2w`, `1y` of 365 days.
  package init(flag text: String) throws {
    let units: [(name: String, seconds: Double)] = [
      ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9), ("h", 3600), ("m", 60), ("s", 1),
      ("d", 86_400), ("w", 604_800), ("y", 31_536_000),
    ]
    var rest = text[...]
    var sum = 0.0
    repeat {
      let number = rest.prefix { $0 == "." || ("0"..."9").contains($0) }
      rest = rest.dropFirst(number.count)
      guard let count = Double(number), let unit = units.first(where: { rest.hasPrefix($0.name) })
      else { throw ValidationError("'\(text)' is not a duration such as 5s, 500ms or 1m30s") }
      rest = rest.dropFirst(unit.name.count)
      sum += unit.seconds * count
    } while !rest.isEmpty
    guard sum <= Self.longest else { throw ValidationError("'\(text)' is too long a duration") }
    self = .nanoseconds(Int64(sum * 1e9))
  }
}
