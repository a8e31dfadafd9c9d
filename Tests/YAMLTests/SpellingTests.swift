import Testing

@testable import YAML

@Suite struct SpellingTests {
  @Test(arguments: [
    ("pasword", "password"), ("passwrod", "password"), ("Password", "password"),
    ("metric", "metrics"), ("usr", "user"), ("quary", "query"), ("id", nil), ("x", nil),
    ("something", nil), (String(repeating: "p", count: 100), nil),
  ])
  func aSlipIsRecognized(word: String, expected: String?) {
    let keys = ["password", "metrics", "user", "query", "on"]
    #expect(Spelling.nearest(to: word, among: keys) == expected)
  }

  @Test func theNearestIsChosen() {
    #expect(Spelling.nearest(to: "include", among: ["exclude", "included"]) == "included")
  }
}
