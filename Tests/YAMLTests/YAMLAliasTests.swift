import Testing

@testable import YAML

@Suite struct YAMLAliasTests {
  @Test(arguments: [
    ("a: &x {b: 1}\nc: *x\n", "{a: {b: 1}, c: {b: 1}}"),
    ("a: &x 1\nb: &x 2\nc: *x\n", "{a: 1, b: 2, c: 2}"),
    ("a: &x k\n*x : 1\n", "{a: k, k: 1}"),
    ("a: &x {b: 1, c: 2}\nd: {<<: *x, c: 3}\n", "{a: {b: 1, c: 2}, d: {c: 3, b: 1}}"),
    (
      "a: &x {b: 1}\nc: &y {b: 2, d: 3}\ne: {<<: [*x, *y]}\n",
      "{a: {b: 1}, c: {b: 2, d: 3}, e: {b: 1, d: 3}}"
    ),
    (
      "a: &x {b: 1}\nc: &y {<<: *x, d: 2}\ne: {<<: *y}\n",
      "{a: {b: 1}, c: {d: 2, b: 1}, e: {d: 2, b: 1}}"
    ),
    ("a: {<<: {b: 1}}\n", "{a: {b: 1}}"),
    ("a: {'<<': {b: 1}}\n", "{a: {<<: {b: 1}}}"),
  ])
  func aliasesAndMergeKeysStandForWhatTheyName(yaml: String, expected: String) throws {
    #expect(text(try parse(yaml).node) == expected)
  }

  @Test(arguments: [
    (
      "a: *hunter2\n",
      "x.yml:1: a: an alias of no anchor before it; text that begins with * belongs in quotes"
    ),
    ("a: &x\n  - *x\n", "x.yml:2: a[0]: an alias within what it stands for"),
    ("a: &x\n  b: {<<: *x}\n", "x.yml:2: a.b.<<: an alias within what it stands for"),
    ("a:\n  <<: 1\n", "x.yml:2: a.<<: expected a mapping to merge, found text"),
    ("a:\n  <<: [{b: 1}, []]\n", "x.yml:2: a.<<: expected a mapping to merge, found a list"),
    (
      "a: &x {b: 1}\nc:\n  <<: *x\n  <<: *x\n",
      "x.yml:4: c: duplicate key '<<', first in line 3"
    ),
  ])
  func whatTheyCannotStandForIsAnError(yaml: String, expected: String) {
    #expect(message(parsing: yaml) == expected)
  }

  @Test func aBombOfAliasesDoesNotGoOff() {
    var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...20 {
      let alias = "*a\(level - 1)"
      let aliases = Array(repeating: alias, count: 9).joined(separator: ", ")
      yaml += "a\(level): &a\(level) [\(aliases)]\n"
    }
    #expect(
      message(parsing: yaml)
        == "x.yml:6: a5[6]: more than 500000 values, those of aliases included")
  }

  @Test func aBombOfMergeKeysDoesNotGoOff() {
    let keys = (0..<1000).map { "k\($0): 1" }.joined(separator: ", ")
    var yaml = "base: &x {\(keys)}\nlist:\n"
    for _ in 0..<1000 { yaml += "- {<<: *x}\n" }
    #expect(
      message(parsing: yaml)
        == "x.yml:499: list[496].<<: more than 500000 values, those of aliases included")
  }

  @Test func aChainOfAliasesCannotNestDeeperThanText() {
    var yaml = "a0: &a0 []\n"
    for level in 1...100 { yaml += "a\(level): &a\(level) [*a\(level - 1)]\n" }
    #expect(
      message(parsing: yaml)
        == "x.yml:64: a63[0]: more than 64 lists and mappings in each other")
  }
}
