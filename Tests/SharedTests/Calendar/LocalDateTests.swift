import Testing

@testable import Shared

@Suite struct LocalDateTests {
  @Test(arguments: [
    ("1970-01-01", 0, 3), ("1969-12-31", -1, 2), ("2000-02-29", 11_016, 1),
    ("2000-03-01", 11_017, 2), ("2026-11-28", 20_785, 5), ("2100-03-01", 47_541, 0),
    ("1600-02-29", -135_081, 1), ("0001-01-01", -719_162, 0),
  ])
  func aDateIsADayOfTheWeek(text: String, day: Int, weekday: Int) throws {
    let date = try #require(LocalDate(text))
    #expect(date.day == day)
    #expect(date.weekday == weekday)
  }

  @Test func everyDayIsReadBackAsItself() {
    for day in stride(from: -800_000, to: 800_000, by: 61) {
      let (year, month, dayOfMonth) = LocalDate(day: day).components
      #expect(LocalDate(year: year, month: month, dayOfMonth: dayOfMonth).day == day)
    }
  }

  @Test(arguments: [
    "", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-1-1", "26-01-01",
    "2026-01-01 ", "2026/01/01", "２０２６-01-01",
  ])
  func whatIsNoDateIsRefused(text: String) { #expect(LocalDate(text) == nil) }

  @Test(arguments: [("00:00", 0), ("09:30", 34_200), ("23:59", 86_340), ("24:00", 86_400)])
  func aTimeOfDayIsRead(text: String, second: Int) { #expect(LocalTime.second(text) == second) }

  @Test(arguments: ["", "9:30", "24:01", "25:00", "12:60", "12", "12:00:00", "-1:00"])
  func whatIsNoTimeOfDayIsRefused(text: String) { #expect(LocalTime.second(text) == nil) }
}
