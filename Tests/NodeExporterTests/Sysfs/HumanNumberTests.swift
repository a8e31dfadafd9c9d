import Testing

@testable import NodeExporter

@Suite struct HumanNumberTests {
  @Test(arguments: [
    ("0", 0), ("512", 512), ("4.0k", 4096), ("1.1M", 1_150_976), ("-427.5k", -437_748),
    ("20.4G", 21_894_266_880), ("1.10k", 2024),
  ])
  func readsWhatBcacheWrites(text: String, value: Double) {
    #expect(HumanNumber.value(text, .bcache) == value)
  }

  @Test(arguments: [("1.5M", 1_572_864), ("108k", 110_592), ("2.25G", 2_415_919_104), ("7", 7)])
  func readsWhatBcachefsWrites(text: String, value: Double) {
    #expect(HumanNumber.value(text, .decimal) == value)
  }

  @Test(arguments: ["", "k", ".", "1..2", "--1", "one", "0x10", "1e5", "nan", "1.2.3M", "１"])
  func refusesWhatIsNoNumber(text: String) {
    #expect(HumanNumber.value(text, .bcache) == nil)
    #expect(HumanNumber.value(text, .decimal) == nil)
  }
}
