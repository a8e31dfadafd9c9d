import Shared
import Testing

@testable import Rex

@Suite struct TellingTests {
  @Test func zonesAreToldWithTheirHours() throws {
    let paris = Telling(zone: try TimeZoneFile.zone("Europe/Paris"), language: English())
    #expect(paris.zone(at: 1_795_424_832) == "Europe/Paris, UTC+1")
    #expect(paris.zone(at: 1_785_424_832) == "Europe/Paris, UTC+2")
    let kathmandu = Telling(zone: try TimeZoneFile.zone("Asia/Kathmandu"), language: English())
    #expect(kathmandu.zone(at: 1_795_424_832) == "Asia/Kathmandu, UTC+5:45")
  }

  @Test(arguments: [
    (0.0, "0 seconds", "0 seconde"), (1, "1 second", "1 seconde"),
    (748, "12 minutes 28 seconds", "12 minutes 28 secondes"),
    (90_061, "1 day 1 hour 1 minute 1 second", "1 jour 1 heure 1 minute 1 seconde"),
  ]) func durationsAreWords(seconds: Double, english: String, french: String) {
    #expect(English().duration(seconds) == english)
    #expect(French().duration(seconds) == french)
  }

  @Test func aShareIsAllOrNothingOnlyWhenItIs() {
    #expect(English().percent(1) == "100%")
    #expect(English().percent(0.9999) == "99.9%")
    #expect(English().percent(0.0001) == "0.1%")
    #expect(English().percent(0) == "0%")
    #expect(French().percent(0.323) == "32,3\u{A0}%")
  }

  @Test(arguments: Cause.allCases) func everyCauseHasRemediesInBothLanguages(cause: Cause) {
    #expect(English().remedies(for: cause).count == 3)
    #expect(French().remedies(for: cause).count == 3)
  }
}
