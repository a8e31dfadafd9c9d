import Shared
import TestSupport
import Testing
import YAML

@testable import AppProbe

@Suite struct ContractCalendarTests {
  private func calendar(_ yaml: String) throws -> ContractCalendar {
    try ContractCalendar(YAMLDocument(yaml, name: "probe.yml").root)
  }

  private func utc(_ text: String) throws -> Int { try #require(LocalTime(text)).seconds }

  /// What is open between two times of UTC, in UTC.
  private func openings(
    _ calendar: ContractCalendar, _ from: String, _ to: String
  ) throws -> [String] {
    func text(_ moment: Int) -> String {
      let time = LocalTime(seconds: moment)
      let (_, month, day) = time.date.components
      let minute = time.secondOfDay / 60
      return [month, day, minute / 60, minute % 60]
        .map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: " ")
    }
    return try calendar.openings(within: utc(from)..<utc(to)).spans.map {
      "\(text($0.lowerBound)) – \(text($0.upperBound))"
    }
  }

  private static let contract = """
    timezone: Europe/Paris
    windows: [{days: [mon, tue], from: "10:00", to: "18:00"}]
    holidays: ["2026-10-26"]
    maintenance: [{from: "2026-10-27 12:00", to: "2026-10-27 13:30"}]
    """

  @Test func tenToSixIsTenToSixOnBothSidesOfAChange() throws {
    let calendar = try calendar(Self.contract)
    #expect(
      try openings(calendar, "2026-03-20 00:00", "2026-04-01 00:00") == [
        "03 23 09 00 – 03 23 17 00", "03 24 09 00 – 03 24 17 00",
        "03 30 08 00 – 03 30 16 00", "03 31 08 00 – 03 31 16 00",
      ])
    #expect(
      try openings(calendar, "2026-10-18 00:00", "2026-11-04 00:00") == [
        "10 19 08 00 – 10 19 16 00", "10 20 08 00 – 10 20 16 00",
        // The holiday, then the maintenance.
        "10 27 09 00 – 10 27 11 00", "10 27 12 30 – 10 27 17 00",
        "11 02 09 00 – 11 02 17 00", "11 03 09 00 – 11 03 17 00",
      ])
  }

  struct Change: Sendable, CustomTestStringConvertible {
    let from: String
    let to: String
    /// In UTC, on the day of either change and those beside it.
    let spring: [String]
    let autumn: [String]
    var testDescription: String { "sun \(from)–\(to)" }
  }

  @Test(arguments: [
    Change(
      from: "00:00", to: "24:00", spring: ["03 28 23 00 – 03 29 22 00"],
      autumn: ["10 24 22 00 – 10 25 23 00"]),
    Change(
      from: "01:00", to: "04:00", spring: ["03 29 00 00 – 03 29 02 00"],
      autumn: ["10 24 23 00 – 10 25 03 00"]),
    Change(
      from: "02:30", to: "04:00", spring: ["03 29 01 00 – 03 29 02 00"],
      autumn: ["10 25 00 30 – 10 25 03 00"]),
    Change(
      from: "01:00", to: "02:30", spring: ["03 29 00 00 – 03 29 01 00"],
      autumn: ["10 24 23 00 – 10 25 01 30"]),
    Change(
      from: "02:15", to: "02:45", spring: [], autumn: ["10 25 00 15 – 10 25 01 45"]),
    Change(
      from: "22:00", to: "06:00", spring: ["03 29 20 00 – 03 30 04 00"],
      autumn: ["10 25 21 00 – 10 26 05 00"]),
    Change(
      from: "22:00", to: "00:00", spring: ["03 29 20 00 – 03 29 22 00"],
      autumn: ["10 25 21 00 – 10 25 23 00"]),
  ])
  func aWindowOnTheDayOfAChangeIsOpenAsClocksShowIt(example: Change) throws {
    let calendar = try calendar(
      """
      timezone: Europe/Paris
      windows: [{days: sun, from: "\(example.from)", to: "\(example.to)"}]
      """)
    #expect(try openings(calendar, "2026-03-27 00:00", "2026-04-02 00:00") == example.spring)
    #expect(try openings(calendar, "2026-10-23 00:00", "2026-10-29 00:00") == example.autumn)
  }

  @Test func aNightIsAsLongAsItIs() throws {
    let calendar = try calendar(
      "{timezone: Europe/Paris, period: day, windows: [{days: sat, from: '22:00', to: '06:00'}]}")
    let spring = try calendar.openings(within: utc("2026-03-28 12:00")..<utc("2026-03-29 12:00"))
    let autumn = try calendar.openings(within: utc("2026-10-24 12:00")..<utc("2026-10-25 12:00"))
    #expect(spring.duration == 7 * 3600)
    #expect(autumn.duration == 9 * 3600)
    // In the morning it is still open from the evening before.
    #expect(calendar.isOpen(at: try utc("2026-10-25 04:59")))
    #expect(!calendar.isOpen(at: try utc("2026-10-25 05:00")))
  }

  @Test func midnightIsTheFirstMomentOfItsDay() throws {
    // Clocks of Havana show 00:00 twice on 1 November 2026, and no 00:00 on 8 March.
    let calendar = try calendar(
      """
      timezone: America/Havana
      windows: [{from: "00:00", to: "24:00"}]
      holidays: ["2026-03-08", "2026-11-01"]
      """)
    #expect(
      try openings(calendar, "2026-03-07 05:00", "2026-03-10 04:00")
        == ["03 07 05 00 – 03 08 05 00", "03 09 04 00 – 03 10 04 00"])
    #expect(
      try openings(calendar, "2026-10-31 04:00", "2026-11-03 05:00")
        == ["10 31 04 00 – 11 01 04 00", "11 02 05 00 – 11 03 05 00"])
  }

  @Test func aHolidayIsClosedFromMidnightToMidnight() throws {
    let calendar = try calendar(
      """
      timezone: Europe/Paris
      windows: [{from: "22:00", to: "06:00"}]
      holidays: [12-25]
      """)
    #expect(
      try openings(calendar, "2027-12-24 12:00", "2027-12-26 12:00")
        == ["12 24 21 00 – 12 24 23 00", "12 25 23 00 – 12 26 05 00"])
  }

  @Test func maintenanceMayLastForDaysAndBeginBeforeTheWindow() throws {
    let calendar = try calendar(
      """
      timezone: Europe/Paris
      windows: [{from: "22:00", to: "06:00"}]
      maintenance: [{from: "2026-11-20 12:00", to: "2026-11-29 01:00"}]
      """)
    #expect(!calendar.isOpen(at: try utc("2026-11-24 23:00")))
    #expect(
      try openings(calendar, "2026-11-28 12:00", "2026-11-29 12:00") == [
        "11 29 00 00 – 11 29 05 00"
      ])
  }

  @Test func windowsThatOverlapCountOnce() throws {
    let calendar = try calendar(
      """
      timezone: UTC
      windows:
        - {days: mon-fri, from: "08:00", to: "12:00"}
        - {days: [mon], from: "10:00", to: "14:00"}
        - {days: [fri-mon], from: "14:00", to: "15:00"}
      maintenance:
        - {from: "2026-11-30 09:00", to: "2026-11-30 10:00"}
        - {from: "2026-11-30 09:30", to: "2026-11-30 11:00"}
      """)
    #expect(
      try openings(calendar, "2026-11-28 00:00", "2026-12-02 00:00") == [
        "11 28 14 00 – 11 28 15 00", "11 29 14 00 – 11 29 15 00",
        "11 30 08 00 – 11 30 09 00", "11 30 11 00 – 11 30 15 00",
        "12 01 08 00 – 12 01 12 00",
      ])
  }

  struct Moment: Sendable, CustomTestStringConvertible {
    let period: String
    let moment: String
    let isOpen: Bool
    let open: Int
    let planned: Int
    let edge: String
    let start: String
    var testDescription: String { "\(period) at \(moment)" }
  }

  @Test(arguments: [
    // Ten days of eight hours in March.
    Moment(
      period: "month", moment: "2026-03-30 08:00", isOpen: true, open: 8 * 28_800,
      planned: 10 * 28_800, edge: "2026-03-30 16:00", start: "2026-02-28 23:00"),
    Moment(
      period: "month", moment: "2026-03-30 07:59", isOpen: false, open: 8 * 28_800,
      planned: 10 * 28_800, edge: "2026-03-30 08:00", start: "2026-02-28 23:00"),
    Moment(
      period: "month", moment: "2026-03-31 16:00", isOpen: false, open: 10 * 28_800,
      planned: 10 * 28_800, edge: "2026-04-06 08:00", start: "2026-02-28 23:00"),
    // April begins at 22:00 of UTC already.
    Moment(
      period: "month", moment: "2026-03-31 22:00", isOpen: false, open: 0, planned: 8 * 28_800,
      edge: "2026-04-06 08:00", start: "2026-03-31 22:00"),
    // Eight days in October, less the holiday and an hour and a half.
    Moment(
      period: "month", moment: "2026-10-27 11:30", isOpen: false, open: 6 * 28_800 + 7200,
      planned: 7 * 28_800 - 5400, edge: "2026-10-27 12:30", start: "2026-09-30 22:00"),
    Moment(
      period: "week", moment: "2026-10-27 12:31", isOpen: true, open: 7260,
      planned: 28_800 - 5400, edge: "2026-10-27 17:00", start: "2026-10-25 23:00"),
    Moment(
      period: "week", moment: "2026-10-25 22:59", isOpen: false, open: 2 * 28_800,
      planned: 2 * 28_800, edge: "2026-10-27 09:00", start: "2026-10-18 22:00"),
    Moment(
      period: "day", moment: "2026-10-26 12:00", isOpen: false, open: 0, planned: 0,
      edge: "2026-10-27 09:00", start: "2026-10-25 23:00"),
    Moment(
      period: "day", moment: "2026-12-28 10:00", isOpen: true, open: 3600, planned: 28_800,
      edge: "2026-12-28 17:00", start: "2026-12-27 23:00"),
    Moment(
      period: "month", moment: "2026-12-31 23:00", isOpen: false, open: 0, planned: 8 * 28_800,
      edge: "2027-01-04 09:00", start: "2026-12-31 23:00"),
  ])
  func secondsAreCountedUpInThePeriod(example: Moment) throws {
    let calendar = try calendar(Self.contract + "\nperiod: \(example.period)")
    let status = calendar.status(at: try utc(example.moment))
    #expect(status.isOpen == example.isOpen)
    #expect(calendar.isOpen(at: try utc(example.moment)) == example.isOpen)
    #expect(status.openSeconds == example.open)
    #expect(status.plannedSeconds == example.planned)
    #expect(status.nextEdge == (try utc(example.edge)))
    #expect(status.period.lowerBound == (try utc(example.start)))
  }

  @Test func whatIsAlwaysOpenHasNoEdgeBeforeItsMaintenance() throws {
    let always = "{timezone: UTC, windows: [{from: '00:00', to: '24:00'}]"
    #expect(try calendar("\(always)}").status(at: utc("2026-01-01 00:00")).nextEdge == nil)
    let edge = try utc("2026-11-01 12:00")
    let maintained = try calendar(
      "\(always), maintenance: [{from: '2026-11-01 12:00', to: '2026-11-01 13:00'}]}")
    #expect(maintained.status(at: try utc("2026-01-01 00:00")).nextEdge == edge)
    #expect(maintained.status(at: edge).nextEdge == edge + 3600)
  }

  @Test func aPageHasEveryCalendar() throws {
    let contract = try calendar(Self.contract)
    let always = try calendar("{timezone: UTC, windows: [{from: '00:00', to: '24:00'}]}")
    let now = Double(try utc("2026-10-27 12:31")) + 0.25
    let collector = CalendarCollector(
      calendars: { [("contract", contract), ("always", always)] }, now: { now })
    #expect(
      samples(try exposition(of: collector)) == [
        #"sla_window_open{calendar="contract"} 1"#,
        #"sla_window_open{calendar="always"} 1"#,
        #"sla_window_open_seconds{calendar="contract"} 180060"#,
        #"sla_window_open_seconds{calendar="always"} 2291460"#,
        #"sla_window_planned_seconds{calendar="contract"} 196200"#,
        #"sla_window_planned_seconds{calendar="always"} 2678400"#,
        #"sla_window_next_edge_seconds{calendar="contract"} 16139.75"#,
        #"sla_window_period_start_timestamp_seconds{calendar="contract"} 1790805600"#,
        #"sla_window_period_start_timestamp_seconds{calendar="always"} 1790812800"#,
      ])
  }

  @Test(arguments: [
    ("windows: []", "probe.yml:1: 'timezone' is missing"),
    (
      "{timezone: UTC, windows: [{from: '9:00', to: '10:00'}]}",
      "probe.yml:1: windows[0].from: '9:00' is no time of day such as 09:30, or 24:00"
    ),
    (
      "{timezone: UTC, windows: [{from: '10:00', to: '10:00'}]}",
      "probe.yml:1: windows[0]: 'from' and 'to' are the same; a whole day is from 00:00 to 24:00"
    ),
    (
      "{timezone: UTC, windows: [{from: '24:00', to: '10:00'}]}",
      "probe.yml:1: windows[0]: a window cannot begin at 24:00; say 00:00 of the next day"
    ),
    (
      "{timezone: UTC, windows: [{days: [mo], from: '09:00', to: '10:00'}]}",
      "probe.yml:1: windows[0].days: 'mo' is no day of the week: those are mon, tue, wed, thu, fri, "
        + "sat, sun, and as in mon-fri"
    ),
    (
      "{timezone: UTC, windows: [{days: [], from: '09:00', to: '10:00'}]}",
      "probe.yml:1: windows[0].days: a window needs a day; leave 'days' away for all"
    ),
    (
      "{timezone: UTC, windows: [], holidays: ['2026-02-30']}",
      "probe.yml:1: holidays[0]: '2026-02-30' is no day such as 2026-12-25, or 12-25 for every year"
    ),
    (
      "{timezone: UTC, windows: [], maintenance: [{from: '2026-01-02 10:00', to: '2026-01-02 10:00'}]}",
      "probe.yml:1: maintenance[0]: 'to' is not behind 'from'"
    ),
    (
      "{timezone: UTC, windows: [], maintenance: [{from: '2026-01-02', to: '2026-01-03'}]}",
      "probe.yml:1: maintenance[0].from: '2026-01-02' is no time such as 2026-12-01 12:00, on the "
        + "calendar's clocks"
    ),
    (
      "{timezone: UTC, windows: [], period: year}",
      "probe.yml:1: period: 'year' is not one of day, week, month"
    ),
  ])
  func aCalendarThatMakesNoSenseIsAnErrorWithItsPlace(yaml: String, says: String) {
    #expect(throws: (any Error).self) { try calendar(yaml) }
    do { _ = try calendar(yaml) } catch { #expect("\(error)" == says) }
  }
}
