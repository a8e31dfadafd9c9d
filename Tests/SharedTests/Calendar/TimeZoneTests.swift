import TestSupport
import Testing

@testable import Shared

@Suite struct TimeZoneTests {
  /// Seconds since 1970 of a time in UTC.
  static func utc(_ text: String) throws -> Int { try #require(LocalTime(text)).seconds }

  struct Offset: Sendable, CustomTestStringConvertible {
    let zone: String
    let moment: String
    let hours: Double
    var testDescription: String { "\(zone) at \(moment) UTC: \(hours)" }
  }

  @Test(arguments: [
    Offset(zone: "UTC", moment: "2026-07-01 00:00", hours: 0),
    Offset(zone: "Europe/Paris", moment: "2026-03-29 00:59", hours: 1),
    Offset(zone: "Europe/Paris", moment: "2026-03-29 01:00", hours: 2),
    Offset(zone: "Europe/Paris", moment: "2026-10-25 00:59", hours: 2),
    Offset(zone: "Europe/Paris", moment: "2026-10-25 01:00", hours: 1),
    // Beyond the table, by the rule.
    Offset(zone: "Europe/Paris", moment: "2099-03-29 00:59", hours: 1),
    Offset(zone: "Europe/Paris", moment: "2099-03-29 01:00", hours: 2),
    Offset(zone: "Europe/Paris", moment: "2099-10-25 01:00", hours: 1),
    // When the clocks of Paris were those of Berlin.
    Offset(zone: "Europe/Paris", moment: "1941-01-01 12:00", hours: 2),
    Offset(zone: "Asia/Kathmandu", moment: "2026-01-01 00:00", hours: 5.75),
    Offset(zone: "America/New_York", moment: "2026-03-08 06:59", hours: -5),
    Offset(zone: "America/New_York", moment: "2026-03-08 07:00", hours: -4),
    // Summer at the turn of the year.
    Offset(zone: "Australia/Lord_Howe", moment: "2050-01-01 00:00", hours: 11),
    Offset(zone: "Australia/Lord_Howe", moment: "2050-07-01 00:00", hours: 10.5),
    // Its winter is the exception.
    Offset(zone: "Europe/Dublin", moment: "2050-01-01 00:00", hours: 0),
    Offset(zone: "Europe/Dublin", moment: "2050-07-01 00:00", hours: 1),
    // A day was left out.
    Offset(zone: "Pacific/Apia", moment: "2011-12-30 09:59", hours: -10),
    Offset(zone: "Pacific/Apia", moment: "2011-12-30 10:00", hours: 14),
  ])
  func clocksAreSetWhenTheyAre(example: Offset) throws {
    let zone = try TimeZoneFile.zone(example.zone)
    #expect(Double(zone.offset(at: try Self.utc(example.moment))) / 3600 == example.hours)
  }

  @Test(arguments: [
    // Twice, once, never.
    ("2026-10-25 02:30", "2026-10-25 00:30", "2026-10-25 01:30"),
    ("2026-10-25 02:00", "2026-10-25 00:00", "2026-10-25 01:00"),
    ("2026-10-25 03:00", "2026-10-25 02:00", "2026-10-25 02:00"),
    ("2026-10-25 01:59", "2026-10-24 23:59", "2026-10-24 23:59"),
    ("2026-03-29 01:59", "2026-03-29 00:59", "2026-03-29 00:59"),
    ("2026-03-29 02:00", "2026-03-29 01:00", "2026-03-29 01:00"),
    ("2026-03-29 02:30", "2026-03-29 01:00", "2026-03-29 01:00"),
    ("2026-03-29 03:00", "2026-03-29 01:00", "2026-03-29 01:00"),
    ("2026-07-01 12:00", "2026-07-01 10:00", "2026-07-01 10:00"),
  ])
  func aTimeIsAMomentAlsoWhenClocksShowItTwiceOrNever(
    time: String, first: String, last: String
  ) throws {
    let zone = try TimeZoneFile.zone("Europe/Paris")
    let time = try #require(LocalTime(time))
    #expect(zone.moment(of: time, .first) == (try Self.utc(first)))
    #expect(zone.moment(of: time, .last) == (try Self.utc(last)))
  }

  @Test func aDayThatWasLeftOutIsTheMomentOfTheLeap() throws {
    let zone = try TimeZoneFile.zone("Pacific/Apia")
    let time = try #require(LocalTime("2011-12-30 12:00"))
    #expect(zone.moment(of: time) == (try Self.utc("2011-12-30 10:00")))
  }

  @Test(arguments: [
    "CET-1CEST,M3.5.0,M10.5.0/3", "<+0330>-3:30", "UTC0", "EET-2EEST,M3.4.4/50,M10.4.4/50",
    "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "IST-1GMT0,M10.5.0,M3.5.0/1", "AAA3BBB,J60/0,300",
    "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
  ])
  func aRuleIsReadAsPosixWritesIt(text: String) {
    #expect(TimeZoneRule(Array(text.utf8).span) != nil)
  }

  @Test(arguments: [
    "", "CET", "CE-1", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
    "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x", "CET-200", "<>3", "CET-1CEST,J0,J3",
  ])
  func aRuleThatIsNoneIsRefused(text: String) {
    #expect(TimeZoneRule(Array(text.utf8).span) == nil)
  }

  @Test func theDaysOfARuleAreThoseOfTheCalendar() {
    func date(_ kind: TimeZoneRule.Day.Kind, _ year: Int) -> LocalDate {
      LocalTime(seconds: TimeZoneRule.Day(kind: kind, second: 0).seconds(in: year)).date
    }
    // 29 February counts in the one and not in the other.
    #expect(date(.julian(59), 2028) == LocalDate("2028-02-28"))
    #expect(date(.julian(60), 2028) == LocalDate("2028-03-01"))
    #expect(date(.julian(60), 2027) == LocalDate("2027-03-01"))
    #expect(date(.ordinal(59), 2028) == LocalDate("2028-02-29"))
    #expect(date(.ordinal(59), 2027) == LocalDate("2027-03-01"))
    #expect(date(.week(month: 3, week: 5, weekday: 0), 2026) == LocalDate("2026-03-29"))
    #expect(date(.week(month: 2, week: 5, weekday: 0), 2026) == LocalDate("2026-02-22"))
    #expect(date(.week(month: 11, week: 1, weekday: 0), 2026) == LocalDate("2026-11-01"))
  }

  @Test(arguments: [
    ("Europe/Pariss", "'Europe/Pariss' is no known time zone (open /"),
    ("Europe", "'Europe' is no known time zone (read /"),
    ("../../../etc/passwd", "'../../../etc/passwd' is no name of a time zone such as Europe/Paris"),
    ("/etc/localtime", "'/etc/localtime' is no name of a time zone such as Europe/Paris"),
    ("", "'' is no name of a time zone such as Europe/Paris"),
  ])
  func aZoneThatIsNotThereIsAClearError(name: String, says: String) {
    do throws(TimeZoneError) {
      _ = try TimeZoneFile.zone(name)
      Issue.record("there is a zone \(name)")
    } catch {
      #expect(error.description.hasPrefix(says), "\(error)")
    }
  }

  @Test func withoutTheirPackageThereIsStillUTC() throws {
    let folder = try TemporaryFolder()
    #expect(try TimeZoneFile.zone("UTC", in: folder.path).offset(at: 0) == 0)
    #expect(throws: TimeZoneError.self) { try TimeZoneFile.zone("Europe/Paris", in: folder.path) }
  }

  @Test func aDamagedFileIsRefusedWhereverItIsCut() throws {
    let file = try SmallFile.contents(of: "\(TimeZoneFile.folder)/Europe/Paris")
    #expect(TimeZoneFile.zone("whole", file.span) != nil)
    for count in 0..<file.count {
      let cut = Array(file.prefix(count))
      #expect(TimeZoneFile.zone("cut", cut.span) == nil, "cut at \(count)")
    }
    for position in 0..<min(file.count, 200) {
      var damaged = file
      damaged[position] ^= 0xFF
      _ = TimeZoneFile.zone("damaged", damaged.span)
    }
  }
}
