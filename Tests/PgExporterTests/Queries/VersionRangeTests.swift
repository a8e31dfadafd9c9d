import Testing

@testable import PgExporter

@Suite struct VersionRangeTests {
  @Test(arguments: [
    (">=10.0.0 <14.0.0 || >=15.0.0", [100000, 130012, 150004], [90624, 140000, 140011]),
    (">=13", [130000, 180000], [120022]),
    (">13", [140000], [130000, 130012]),
    (">13.1", [130002, 140000], [130001]),
    ("<=13", [130012, 90624], [140000]),
    ("<13.x", [120022], [130000]),
    ("!1.2.3", [150004], []),
    ("!=15.x", [140001, 160000], [150000, 150004]),
    ("! 9.6.24", [90623], [90624]),
    ("9.6.x", [90600, 90624], [90524, 100000]),
    ("15.4.0", [150004], [150005]),
    ("=15", [150004], [140000]),
    (">= 12.0.0  < 13.0.0", [120001], [130000]),
    ("x", [90624, 180000], []),
    ("<10.0.0||>16.0.0", [90624, 160001], [160000]),
  ])
  func aRangeHasVersions(text: String, inside: [Int], outside: [Int]) throws {
    let range = try VersionRange(text)
    for number in inside { #expect(range.contains(ServerVersion(number: number)), "\(number)") }
    for number in outside { #expect(!range.contains(ServerVersion(number: number)), "\(number)") }
  }

  @Test(arguments: [
    ("", "there is nothing to compare with"),
    (">=10.0.0 ||", "there is nothing to compare with"),
    ("=>10", "there is no '=>'"),
    (">=ten", "'ten' is not a version"),
    (">=", "'' is not a version"),
    ("1.2.3.4", "'1.2.3.4' is not a version"),
    ("1.x.3", "'1.x.3' is not a version"),
    ("13.0.0-rc1", "'13.0.0-rc1' is not a version"),
    (">=10 | <12", "'|' is not a version"),
    (">=99999999999999999999", "'99999999999999999999' is not a version"),
  ])
  func whatIsNoRangeIsAnError(text: String, reason: String) {
    #expect {
      try VersionRange(text)
    } throws: { error in
      "\(error)" == "'\(text)' is not a range of versions such as '>=13.0.0 <15.0.0': \(reason)"
    }
  }
}
