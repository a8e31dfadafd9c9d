import Shared
import YAML

extension ContractCalendar {
  private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

  /// - Parameter zones: The folder of the time zones' files.
  init(_ value: YAMLValue, zones: String = TimeZoneFile.folder) throws {
    self = try value.mapping { mapping in
      let zone = try mapping.required("timezone").string { name in
        try TimeZoneFile.zone(name, in: zones)
      }
      let windows = try mapping.required("windows").sequence().map { try Self.window($0) }
      var calendar = ContractCalendar(zone: zone, windows: windows)
      if let period = mapping.optional("period") { calendar.period = try period.choice() }
      for value in try mapping.sequence("holidays") { try calendar.addHoliday(value) }
      calendar.maintenance = try mapping.sequence("maintenance").map { try Self.maintenance($0) }
      guard windows.count <= 100, calendar.maintenance.count <= 1000 else {
        throw value.error("a calendar has at most 100 windows and 1000 times of maintenance")
      }
      return calendar
    }
  }

  private static func window(_ value: YAMLValue) throws -> Window {
    try value.mapping { mapping in
      let from = try time(mapping.required("from"))
      let to = try time(mapping.required("to"))
      guard from < 86_400 else {
        throw mapping.error("a window cannot begin at 24:00; say 00:00 of the next day")
      }
      guard from != to else {
        throw mapping.error("'from' and 'to' are the same; a whole day is from 00:00 to 24:00")
      }
      let days = try mapping.optional("days").map { try Self.days($0) } ?? Set(0..<7)
      return Window(days: days, from: from, to: to)
    }
  }

  private static func time(_ value: YAMLValue) throws -> Int {
    try value.string { text in
      guard let second = LocalTime.second(text) else {
        throw value.error("'\(text.prefix(40))' is no time of day such as 09:30, or 24:00")
      }
      return second
    }
  }

  /// `[mon, tue]`, `mon-fri`.
  private static func days(_ value: YAMLValue) throws -> Set<Int> {
    var found: Set<Int> = []
    for text in try value.strings(orOne: true) {
      let ends = text.lowercased().split(separator: "-", omittingEmptySubsequences: false)
        .map { name in days.firstIndex(of: String(name)) }
      guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil else {
        throw value.error(
          "'\(text.prefix(40))' is no day of the week: those are \(days.joined(separator: ", ")), "
            + "and as in mon-fri")
      }
      // Over the end of the week, too: fri-mon.
      for day in first...(last < first ? last + 7 : last) { found.insert(day % 7) }
    }
    guard !found.isEmpty else {
      throw value.error("a window needs a day; leave 'days' away for all")
    }
    return found
  }

  private mutating func addHoliday(_ value: YAMLValue) throws {
    let text = try value.string()
    if let date = LocalDate(text) {
      holidays.insert(date)
    } else if let parts = LocalDate.numbers(text, separator: "-", widths: [2, 2]),
      LocalDate("2000-\(text)") != nil
    {
      yearlyHolidays.insert(parts)
    } else {
      throw value.error(
        "'\(text.prefix(40))' is no day such as 2026-12-25, or 12-25 for every year")
    }
  }

  private static func maintenance(_ value: YAMLValue) throws -> ClosedRange<LocalTime> {
    func time(_ value: YAMLValue) throws -> LocalTime {
      try value.string { text in
        guard let time = LocalTime(text) else {
          throw value.error(
            "'\(text.prefix(40))' is no time such as 2026-12-01 12:00, on the calendar's clocks")
        }
        return time
      }
    }
    return try value.mapping { mapping in
      let from = try time(mapping.required("from"))
      let to = try time(mapping.required("to"))
      guard from < to else { throw mapping.error("'to' is not behind 'from'") }
      return from...to
    }
  }
}
