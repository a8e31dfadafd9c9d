import Shared
import Testing

@Suite struct FlagPatternTests {
  @Test func aBadRegularExpressionNamesItsFlag() throws {
    let error = try #require(throws: FlagError.self) {
      try NameFilter(flag: "collector.arp.device", include: nil, exclude: "(")
    }
    #expect(
      error.description.hasPrefix(
        "--collector.arp.device-exclude: '(' is not a regular expression: "))
  }

  @Test func anEmptyPatternIsNoPattern() throws {
    #expect(try Pattern.of(flag: "x", "") == nil)
    #expect(try NameFilter(flag: "x", include: "", exclude: "").wants("anything"))
  }

  @Test func twoFlagsOfWhichOneMayBeGivenAreRefused() {
    #expect(
      throws: FlagError(
        flag: "collector.netdev.device-include",
        reason: "cannot be given with --collector.netdev.device-exclude")
    ) {
      try NameFilter(exclusiveFlag: "collector.netdev.device", include: "a", exclude: "b")
    }
  }
}
