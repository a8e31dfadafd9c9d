import Shared
import Testing

@testable import Rex

@Suite struct MomentTests {
  private let paris: Shared.TimeZone

  init() throws { paris = try TimeZoneFile.zone("Europe/Paris") }

  @Test(arguments: [
    ("2026-11-23T09:07:12Z", 1_795_424_832), ("2026-11-23T10:07:12+01:00", 1_795_424_832),
    ("2026-11-23T04:37:12-04:30", 1_795_424_832), ("2026-11-23T10:07:12", 1_795_424_832),
    ("2026-11-23 10:07", 1_795_424_820), ("2026-11-23T09:07:12.5Z", 1_795_424_832.5), ("now", 7),
  ]) func momentsAreRead(text: String, moment: Double) throws {
    #expect(try Moment.read(text, zone: paris, now: 7) == moment)
  }

  @Test(arguments: [
    "", "yesterday", "2026-11-31T10:00", "2026-11-23T25:00", "2026-11-23T10:07:99",
    "2026-11-23T10:07:12+1", "2026-11-23T10:07:1", "2026-11-23", "12:00", "2026-11-23T10:07x",
  ]) func whatIsNoneIsRefused(text: String) {
    #expect(throws: Complaint.self) { try Moment.read(text, zone: paris, now: 7) }
  }
}
