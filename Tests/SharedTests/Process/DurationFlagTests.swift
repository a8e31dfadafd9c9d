import Shared
import Testing

@Suite struct DurationFlagTests {
  @Test(arguments: [
    ("5s", 5.0), ("500ms", 0.5), ("1m30s", 90), ("1.5h", 5400), ("250us", 0.00025), ("0s", 0),
    ("1d12h", 129_600), ("2w", 1_209_600), ("1y", 31_536_000),
  ])
  func durationsAreSpelledAsGoSpellsThem(text: String, seconds: Double) throws {
    #expect(try Duration(flag: text) / .seconds(1) == seconds)
  }

  @Test(arguments: ["", "5", "s", "5x", "1.2.3s", "-5s", "99999999999999999999h", "1e9s"])
  func whatIsNoDurationIsRefused(text: String) {
    #expect(throws: (any Error).self) { try Duration(flag: text) }
  }
}
