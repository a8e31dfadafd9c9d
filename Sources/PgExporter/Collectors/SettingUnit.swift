/// What a setting is counted in: `ms`, `min`, `kB`, or pages such as `8kB`.
struct SettingUnit: Equatable {
  enum Base { case none, seconds, bytes }

  let base: Base
  /// How many of the base unit one is; for parts of a second, how many make one, negative.
  let factor: Double

  /// - Parameter text: As `pg_settings` has it; empty for a plain number.
  init?(_ text: String) {
    guard !text.isEmpty else {
      base = .none
      factor = 1
      return
    }
    let digits = text.prefix { $0.isNumber }
    guard let count = digits.isEmpty ? 1 : Double(digits) else { return nil }
    switch text.dropFirst(digits.count) {
    case "us": (base, factor) = (.seconds, -1_000_000 / count)
    case "ms": (base, factor) = (.seconds, -1000 / count)
    case "s": (base, factor) = (.seconds, count)
    case "min": (base, factor) = (.seconds, count * 60)
    case "h": (base, factor) = (.seconds, count * 3600)
    case "d": (base, factor) = (.seconds, count * 86400)
    case "B": (base, factor) = (.bytes, count)
    case "kB": (base, factor) = (.bytes, count * 1024)
    case "MB": (base, factor) = (.bytes, count * 1024 * 1024)
    case "GB": (base, factor) = (.bytes, count * 1024 * 1024 * 1024)
    case "TB": (base, factor) = (.bytes, count * 1024 * 1024 * 1024 * 1024)
    default: return nil
    }
  }

  /// Divided rather than multiplied by a fraction: 200 ms are 0.2 s and nothing more.
  func inBase(_ value: Double) -> Double { factor < 0 ? value / -factor : value * factor }
}

extension SettingUnit.Base {
  /// The end of a family's name.
  var suffix: String {
    switch self {
    case .none: ""
    case .seconds: "_seconds"
    case .bytes: "_bytes"
    }
  }

  /// The help of a setting with this unit: the same constant for all, since there are hundreds.
  var help: String {
    switch self {
    case .none: "A setting of the server, as pg_settings has it."
    case .seconds: "A setting of the server, in seconds."
    case .bytes: "A setting of the server, in bytes."
    }
  }
}
