import Shared
import Testing

@Suite struct PatternMatchTests {
  private func expanded(_ pattern: String, _ text: String, _ template: String) throws -> String? {
    try Pattern(pattern).firstMatch(in: Array(text.utf8)).map {
      String(decoding: $0.expand(template), as: UTF8.self)
    }
  }

  @Test(arguments: [
    ("$0", "ab-12"), ("$1", "ab"), ("${1}", "ab"), ("${1}x", "abx"), ("$1x", ""),
    ("$number", "12"), ("${number}!", "12!"), ("$number!", "12!"), ("$$1", "$1"), ("$", "$"),
    ("$ 1", "$ 1"), ("${1", "${1"), ("${}", "${}"), ("$9", ""), ("$none", ""), ("é$2é", "é12é"),
    ("${99999999999999999999}", ""), ("", ""),
  ])
  func aTemplateTakesUpWhatWasCaptured(template: String, text: String) throws {
    #expect(try expanded("([a-z]+)-(?P<number>[0-9]+)", "<ab-12>", template) == text)
  }

  @Test func aGroupThatTookNoPartIsNothing() throws {
    #expect(try expanded("(a)|(b)", "b", "<$1|$2>") == "<|b>")
    #expect(try expanded("a", "b", "$0") == nil)
  }

  @Test func textAmongBytesThatAreNoneIsCaptured() throws {
    let match = try #require(
      try Pattern("a(.*)b").firstMatch(in: [0xFF, 0xC3, 0x61, 0x78, 0x62, 0xC3]))
    #expect(Array(match.captured(0)) == Array("axb".utf8))
    #expect(Array(match.captured(1)) == Array("x".utf8))
    #expect(match.captured(-1).isEmpty)
    #expect(match.captured(2).isEmpty)
  }

  @Test func aPatternWithoutEndIsGivenUp() throws {
    let text = Array(String(repeating: "a", count: 60).utf8) + [0x21]
    #expect(try Pattern("^(a+)+$").firstMatch(in: text) == nil)
  }
}
