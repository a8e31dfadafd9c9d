import Shared
import Testing

@Suite struct OctalEscapesTests {
  @Test(arguments: [
    (#"\040"#, " "), (#"a\134040"#, #"a\040"#), (#"\04"#, #"\04"#), (#"\999"#, #"\999"#),
    (#"\400"#, #"\400"#), (#"\303\244"#, "ä"), (#"\"#, #"\"#),
  ])
  func areResolved(text: String, expected: String) {
    let bytes = Array(text.utf8)
    #expect(String(resolvingOctal: bytes.span) == expected)
  }
}
