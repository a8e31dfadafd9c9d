import Testing

@testable import PgExporter

@Suite struct CellValueTests {
  @Test(arguments: [
    ("1970-01-01 00:00:00+00", 0), ("1970-01-01", 0), ("2000-02-29 00:00:00", 951_782_400),
    ("2025-03-01 12:00:00.25+00", 1_740_830_400.25), ("2025-03-01 12:00:00+01", 1_740_826_800),
    ("2025-03-01 12:00:00-03:30", 1_740_843_000), ("1969-12-31 23:59:59+00", -1),
    ("10000-01-01", 253_402_300_800),
  ])
  func aMomentIsSecondsSince1970(text: String, expected: Double) {
    #expect(Timestamp.seconds(text) == expected)
  }

  @Test(arguments: [
    "", "2025", "2025-13-01", "2025-3-1", "2025-03-01 12:00", "2025-03-01 12:00:00.",
    "0044-03-15 BC",
    "2025-03-01 12:00:00+", "2025-03-01T12:00:00", "2025-03-01 12:00:00+00 ",
  ])
  func whatIsNoMomentIsNone(text: String) { #expect(Timestamp.seconds(text) == nil) }

  @Test(arguments: [
    ("1h2m3.5s", 3_723_500), ("-250ms", -250), ("0", 0), ("15us", 0.015), ("1µs", 0.001),
    ("2ns", 0.000002), ("+1.5m", 90_000),
  ])
  func aDurationIsMilliseconds(text: String, expected: Double) {
    #expect(GoDuration.milliseconds(text) == expected)
  }

  @Test(arguments: ["", "5", "s", "1d", "1 s", "--1s", "1.2.3s", "5min"])
  func whatIsNoDurationIsNone(text: String) { #expect(GoDuration.milliseconds(text) == nil) }

  @Test(arguments: [
    ("{}", []), ("{1,2.5,Infinity}", [1, 2.5, .infinity]), ("{\"1\",-2e3}", [1, -2000]),
  ])
  func anArrayIsNumbers(text: String, expected: [Double]) {
    #expect(NumberArray.read(text) == expected)
  }

  @Test(arguments: ["", "1,2", "{1,NULL}", "{1,}", "{NaN}", "{{1},{2}}", "[0:1]={1,2}"])
  func whatIsNoArrayOfNumbersIsNone(text: String) { #expect(NumberArray.read(text) == nil) }
}
