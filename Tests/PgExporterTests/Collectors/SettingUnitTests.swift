import Testing

@testable import PgExporter

@Suite struct SettingUnitTests {
  @Test(
    arguments: [
      ("", 3, 3), ("us", 100, 0.0001), ("ms", 2, 0.002), ("s", 30, 30), ("min", 2, 120),
      ("h", 1, 3600), ("d", 1, 86400), ("B", 512, 512), ("kB", 4, 4096), ("8kB", 2, 16384),
      ("16MB", 1, 16_777_216), ("GB", 1, 1_073_741_824), ("TB", 1, 1_099_511_627_776),
    ] as [(String, Double, Double)])
  func isCountedInItsBaseUnit(text: String, value: Double, expected: Double) {
    #expect(SettingUnit(text)?.inBase(value) == expected)
  }

  @Test(arguments: ["furlong", "8", "kb", "8 kB"])
  func isUnknown(text: String) {
    #expect(SettingUnit(text) == nil)
  }
}
