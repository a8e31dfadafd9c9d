import Testing

@testable import RedisExporter

@Suite struct LuaPatternTests {
  /// What Lua 5.1 gives; `nil` where nothing matches.
  @Test(arguments: [
    ("^(.*):[0-9]+:x", "user:12:x", "user"),
    ("^s(t)(.*)", "str", "tr"),
    ("^num", "number", ""),
    ("^user:(%d+)()(.)", "user:1:y", "17:"),
    ("^([a-z])$", "zz", nil),
    ("^([a-z])$", "z", "z"),
    ("(%a+)%-(%d-)$", "x-abc-42", "abc42"),
    ("(%u%l*)", "aXyz", "Xyz"),
    ("([^:]+):", "a b:c", "a b"),
    ("([]x]+)", "a]x]b", "]x]"),
    ("([%w_-]+)", "..a_b-9..", "a_b-9"),
    ("%b()", "f(a(b)c)d", ""),
    ("(%b())", "f(a(b)c)d", "(a(b)c)"),
    ("%f[%w](%w+)", "--ab", "ab"),
    ("^(a?)b", "b", ""),
    ("^(.-)%1$", "abab", "ab"),
    ("(%x+)%s(%p)", "zzAf9 !", "Af9!"),
    ("a$b", "a$b", ""),
    ("(%D+)", "12ab", "ab"),
    ("()", "x", "1"),
  ])
  func aGroupIsWhatTheCapturesHold(pattern: String, key: String, group: String?) throws {
    let found = try LuaPattern(pattern).group(of: Array(key.utf8))
    #expect(found.map { String(decoding: $0, as: UTF8.self) } == group)
  }

  @Test(arguments: ["(", ")", "(a", "[a", "%", "a%b(", "%f", "%1", "(%1)", "[]", "[^]", "[%"])
  func whatLuaRefusesIsAnErrorAtStart(pattern: String) {
    #expect(throws: LuaPatternError.self) { try LuaPattern(pattern) }
  }

  @Test func aPatternThatWouldTakeForEverDoesNotMatch() throws {
    let pattern = try LuaPattern(String(repeating: ".*", count: 30) + "x")
    let key = [UInt8](repeating: UInt8(ascii: "a"), count: 10_000)
    #expect(pattern.group(of: key) == nil)
  }

  @Test func aPatternWithACommaStandsInQuotes() throws {
    #expect(try LuaPattern.list("^a,\"b[,]\",,c").map(\.text) == ["^a", "b[,]", "c"])
    #expect(try LuaPattern.list("\"a\"\"b\"").map(\.text) == ["a\"b"])
    #expect(throws: LuaPatternError.self) { try LuaPattern.list("\"a") }
  }
}
