import Shared
import TestSupport
import Testing

@testable import NodeExporter

@Suite struct OSReleaseTests {
  private func release(_ text: String) -> OSRelease {
    let bytes = Array(text.utf8)
    return OSRelease(bytes.span)
  }

  @Test(arguments: [
    (#"NAME=Debian"#, "Debian"),
    (#"NAME="Debian GNU/Linux""#, "Debian GNU/Linux"),
    (#"NAME='a "b" \c'"#, #"a "b" \c"#),
    (#"NAME="cost \$5 \"net\" \\ C:\d""#, #"cost $5 "net" \ C:\d"#),
    (#"NAME=a\ b"#, "a b"),
    (#"NAME="one"' two'"#, "one two"),
    (#"NAME="a=b # c""#, "a=b # c"),
    ("  NAME=Debian  ", "Debian"),
    ("#NAME=x", ""),
    ("NAME=", ""),
    ("NAME", ""),
  ])
  func readsValuesAsAShellDoes(line: String, value: String) {
    #expect(release("ID=x\n\(line)\nVERSION=1\n")["NAME"] == value)
  }

  @Test(arguments: [
    ("12", 12.0), ("20.04", 20.04), ("2023.1.2", 2023.1), ("9.", 9), ("15-SP4", 15),
    ("", nil), ("tumbleweed", nil), ("0", nil),
  ])
  func takesTheFirstTwoNumbersOfTheVersion(id: String, version: Double?) {
    #expect(release("VERSION_ID=\"\(id)\"").version == version)
  }

  @Test(arguments: [
    ("2026-06-30", 1_782_777_600), ("1970-01-01", 0), ("", nil), ("soon", nil),
    ("2026-13-01", nil), ("2026-06-30-01", nil),
  ])
  func readsTheEndOfSupportAsADay(day: String, moment: Int?) {
    #expect(release("SUPPORT_END=\(day)").supportEnd == moment)
  }
}
