import Shared
import Testing

@testable import YAML

@Suite struct YAMLDocumentTests {
  @Test(arguments: [
    ("", "{}"),
    ("# nothing but a comment\n", "{}"),
    ("---\n...\n", "{}"),
    ("\u{feff}a: 1\n", "{a: 1}"),
    ("a: 1 # one\n# two\nb: 'c # d'\n", "{a: 1, b: \"c # d\"}"),
    ("a: 1\r\nb:\r\n  - c\r\n  - d\r\n", "{a: 1, b: [c, d]}"),
    ("a:\nb: ~\nc: null\nd: ''\ne: \"\"\n", "{a: null, b: null, c: null, d: \"\", e: \"\"}"),
    ("a: 12\nb: '12'\nc: !!str 12\nd: !!int '12'\n", "{a: 12, b: \"12\", c: \"12\", d: 12}"),
    ("a: |\n  one\n  two\n\nb: 1\n", "{a: \"one\ntwo\n\", b: 1}"),
    ("a: |\r\n  one\r\n  two\r\n", "{a: \"one\ntwo\n\"}"),
    ("a: >-\n  one\n  two\n", "{a: \"one two\"}"),
    ("a: one\n  two\n", "{a: one two}"),
    ("{a: [1, {b: c}], d: []}", "{a: [1, {b: c}], d: []}"),
    ("1: a\ntrue: b\n1.5: c\n'': d\n", "{1: a, true: b, 1.5: c, : d}"),
    ("\"\\u00e9\": \"\\x41\\n\"\n", "{é: \"A\n\"}"),
    ("é: 1\ne\u{301}: 2\n", "{é: 1, e\u{301}: 2}"),
    ("%YAML 1.1\n---\na: 1\n", "{a: 1}"),
    ("- a\n- b\n", "[a, b]"),
    ("a\n", "a"),
  ])
  func aDocumentIsReadAsItStands(yaml: String, expected: String) throws {
    #expect(text(try parse(yaml).node) == expected)
  }

  @Test func everyNodeKnowsItsPlace() throws {
    let root = try parse("a:\n  - b\n  - c: 'd'\n")
    #expect(root.node.line == 1)
    let list = try root.entries()[0].value.sequence()
    #expect([list[0].node.line, list[0].node.column] == [2, 5])
    let last = try list[1].entries()[0].value
    #expect([last.node.line, last.node.column] == [3, 8])
    #expect(last.path.description == "a[1].c")
  }

  @Test(arguments: [
    (
      "a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n",
      "x.yml:5: b: duplicate key 'c', first in line 3"
    ),
    ("a: [{b: 1, b: 2}]", "x.yml:1: a[0]: duplicate key 'b', first in line 1"),
    ("a: 1\n---\nb: 2\n", "x.yml:2: a second document begins here, and only one is read"),
    ("[a]: 1\n", "x.yml:1: a list as a key, where only text can be one"),
    ("a:\n  {b: 1}: 1\n", "x.yml:2: a: a mapping as a key, where only text can be one"),
    ("~: 1\n", "x.yml:1: nothing as a key, where only text can be one"),
    ("a: 1\n\tb: 2\n", "x.yml:2: a: a tab cannot indent: use spaces"),
    ("a:\n\tb: 2\n", "x.yml:2: a: a tab cannot indent: use spaces"),
    (
      "é: 1\na: @hunter2\n",
      "x.yml:2: a: a value cannot begin with this character: put it in quotes"
    ),
    (
      "a:\n  b: [1, 2\nc: 3\n",
      "x.yml:3: a.b: did not find expected ',' or ']' (while parsing a flow sequence, from line 2)"
    ),
    ("a: b: c\n", "x.yml:1: mapping values are not allowed in this context"),
    (
      "a: 'b\n",
      "x.yml:2: a: found unexpected end of stream (while scanning a quoted scalar, from line 1)"
    ),
    ("a: 1\nb: \u{1}\n", "x.yml:2: a control character: this is no text file, or it was damaged"),
    ("a: 1\nb\0: 2\n", "x.yml:2: a NUL character: this is no text file, or it was damaged"),
    ("a: \"b\\0c\"\n", "x.yml:1: a: the text contains a NUL character"),
    ("a: 1\nb: \u{80}\n", "x.yml:2: control characters are not allowed"),
    (
      "a: !hunter2 b\n",
      "x.yml:1: a: a tag that is not known here; text that begins with ! belongs in quotes"
    ),
    (
      "a: !!binary aGk=\n",
      "x.yml:1: a: a tag that is not known here; text that begins with ! belongs in quotes"
    ),
  ])
  func whatCannotBeReadIsSaidWithItsLine(yaml: String, expected: String) {
    #expect(message(parsing: yaml) == expected)
  }

  @Test(arguments: [
    ([0x61, 0x3a, 0x20, 0x0a, 0x62, 0x3a, 0x20, 0xff] as [UInt8], 2),
    ([0xff, 0xfe, 0x61, 0x00], 1),
    ([0x61, 0x3a, 0x20, 0xc3], 1),
  ])
  func bytesThatAreNotUTF8AreRefused(bytes: [UInt8], line: Int) {
    let message = message { _ = try YAMLDocument(bytes, name: "x.yml") }
    #expect(message == "x.yml:\(line): the text is not UTF-8")
  }

  // MARK: - Limits

  @Test func aFileThatIsTooLargeIsNotRead() {
    let comment = String(repeating: "# nothing\n", count: 1_700_000)
    #expect(message(parsing: comment) == "x.yml: files of more than 16777216 bytes are not read")
  }

  @Test func aFileWithTooManyValuesIsRefused() {
    #expect(
      message(parsing: "a:\n" + String(repeating: "- \n", count: 500_001))
        == "x.yml:499999: a[499997]: more than 500000 values, those of aliases included")
  }

  @Test(arguments: ["[", "{a: ", "- ", "? "])
  func whatIsNestedTooDeepIsRefused(opening: String) throws {
    let yaml = String(repeating: opening, count: 1_000_000)
    let error = try #require(message(parsing: yaml))
    #expect(error.hasPrefix("x.yml:1: "))
    #expect(error.hasSuffix(": more than 64 lists and mappings in each other"))
  }

  @Test func sixtyFourLevelsFitTheSmallStackOfOurThreads() throws {
    let yaml = String(repeating: "{a: [", count: 32) + String(repeating: "]}", count: 32)
    let result = Monitor<String?>(nil)
    try Thread.detach {
      let read = (try? parse(yaml)).map { text($0.node) }
      result.update { $0 = read ?? "an error" }
    }
    #expect(result.wait(until: Deadline(in: .seconds(60))) { $0 } == yaml)
  }
}
