import Testing

@testable import Shared

@Suite struct OneLineTests {
  @Test(arguments: [
    ("one", "one"), ("one\n\ttwo\r\n\n three \n", "one; two; three"),
    ("bell\u{07}escape\u{1B}[31m", "bell escape [31m"), ("a\u{202E}b", "a b"), ("", ""),
    ("\n\n", ""),
  ])
  func aMessageIsOneLineWithoutControlCharacters(message: String, line: String) {
    #expect(OneLine.of(message) { $0 } == line)
  }

  @Test func itIsCutBetweenCharactersAndNotLonger() {
    let line = OneLine.of(String(repeating: "é", count: 4000)) { $0 }
    #expect(line.utf8.count <= 500)
    #expect(line.utf8.count > 490)
    #expect(line.hasSuffix("é…"))
  }

  @Test func aSecretIsTakenOutBeforeItIsCutInHalf() {
    let secret = "hunter2hunter2"
    let message = String(repeating: "x", count: 490) + secret
    let line = OneLine.of(message) { $0.replacing(secret, with: "<secret>") }
    #expect(!line.contains("hunter"))
  }
}
