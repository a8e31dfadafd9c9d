import Shared
import Testing

@Suite struct JSONWritingTests {
  @Test func aValueIsOneLineInTheOrderOfNames() {
    let value = JSON.object([
      "b": .array([.null, .bool(true), .number(1), .number(0.5), .number(.nan)]),
      "a": .string("\"\\\n\t\r\u{1}\u{2028}é😀/"),
    ])
    #expect(
      value.text
        == #"{"a":"\"\\\n\t\r\u0001\u2028é😀/","b":[null,true,1,0.5,null]}"#)
  }

  @Test func whatIsWrittenIsReadAsTheSame() throws {
    let value = JSON.object([
      "x": .string("\u{0}\u{1F}\"\\é"), "y": .number(-1e300), "z": .array([]),
    ])
    #expect(try JSON(parsing: Array(value.text.utf8)) == value)
  }
}
