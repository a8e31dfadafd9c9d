import Testing

@testable import Shared

@Suite struct JSONTests {
  @Test(arguments: [
    ("null", JSON.null), (" true ", .bool(true)), ("false", .bool(false)), ("0", .number(0)),
    ("-12.5e-1", .number(-1.25)), ("1E3", .number(1000)), (#""""#, .string("")),
    (#""a\"\\\/\b\f\n\r\t""#, .string("a\"\\/\u{8}\u{C}\n\r\t")),
    (#""\u00e9\uD83D\uDE00\uD83Dx""#, .string("é😀\u{FFFD}x")), ("[]", .array([])),
    ("[1, [2]]", .array([.number(1), .array([.number(2)])])), ("{ }", .object([:])),
    (
      #"{"a": {"b": [null]}, "a": 1, "c": ""}"#,
      .object(["a": .number(1), "c": .string("")])
    ),
  ])
  func aTextIsRead(text: String, value: JSON) throws {
    #expect(try JSON(parsing: Array(text.utf8)) == value)
  }

  @Test(arguments: [
    ("", "it ends where a value should be", 0), ("nul", "no such word", 3),
    ("01", "a number begins with 0", 2), ("-", "no value", 1), ("1.", "no value", 2),
    ("1e999", "a number is too large", 5), ("+1", "no value", 0),
    ("\"a", "a string does not end", 2),
    ("\"\n\"", "a string holds a control character", 2), (#""\x""#, "no such escape", 3),
    (#""\u12""#, "an escape does not end", 3), (#""\u12g4""#, "an escape is not hexadecimal", 5),
    ("[1 2]", "an array does not end", 3), ("{1: 2}", "a member has no name", 1),
    (#"{"a" 1}"#, "a member has no colon", 5), ("1 2", "there is more behind its end", 2),
  ])
  func whatIsNoJSONIsRefusedAtItsByte(text: String, reason: String, offset: Int) {
    #expect(throws: JSONError(reason: reason, offset: offset)) {
      try JSON(parsing: Array(text.utf8))
    }
  }

  @Test func bytesThatAreNoTextAreRefused() {
    #expect(throws: JSONError(reason: "a string is not UTF-8", offset: 3)) {
      try JSON(parsing: [0x22, 0xFF, 0x22])
    }
  }

  @Test func depthIsBounded() throws {
    let open = [UInt8](repeating: UInt8(ascii: "["), count: 256)
    let close = [UInt8](repeating: UInt8(ascii: "]"), count: 256)
    _ = try JSON(parsing: open + close)
    #expect(throws: JSONError(reason: "values lie deeper than 256", offset: 256)) {
      try JSON(parsing: open + [UInt8(ascii: "[")])
    }
  }

  @Test func membersAreFoundByName() throws {
    let value = try JSON(parsing: Array(#"{"a": {"b": [true, 2, "x"]}}"#.utf8))
    #expect(value["a"]?["b"]?.array?.map(\.bool) == [true, nil, nil])
    #expect(value["a"]?["b"]?.array?[1].number == 2)
    #expect(value["a"]?["b"]?.array?[2].string == "x")
    #expect(value["b"] == nil)
    #expect(value["a"]?.object?.count == 1)
  }
}
