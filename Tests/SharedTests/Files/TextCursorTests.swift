import Shared
import Testing

@Suite struct TextCursorTests {
  @Test func readsLinesAndFieldsInOrder() throws {
    let bytes = Array("MemTotal:  2048 kB\nMemFree: 7 kB".utf8)
    var text = TextCursor(bytes.span)
    var read: [String: UInt64] = [:]
    while var line = text.nextLine() {
      read[line.field(upTo: ":")] = try line.integer()
    }
    #expect(read == ["MemTotal": 2048, "MemFree": 7])
  }

  @Test(arguments: ["", "-1", "1x", "18446744073709551616", " "])
  func rejectsWhatIsNotAnUnsignedInteger(field: String) {
    let bytes = Array(field.utf8)
    #expect(throws: ParseError.self) {
      var text = TextCursor(bytes.span)
      return try text.integer()
    }
  }

  @Test func readsEveryKindOfNumber() throws {
    let bytes = Array("18446744073709551615 -9 0xfF ffffffffffffffff 1.5 2e3 -0.25".utf8)
    var text = TextCursor(bytes.span)
    #expect(try text.integer() == .max)
    #expect(try text.signedInteger() == -9)
    #expect(try text.hexadecimal() == 255)
    #expect(try text.hexadecimal() == .max)
    #expect(try text.number() == 1.5)
    #expect(try text.number() == 2000)
    #expect(try text.number() == -0.25)
    let isAtEnd = text.isAtEnd
    #expect(isAtEnd)
  }

  @Test(arguments: ["g", "0x", "10000000000000000", ""])
  func rejectsWhatIsNotHexadecimal(field: String) {
    let bytes = Array(field.utf8)
    #expect(throws: ParseError.self) {
      var text = TextCursor(bytes.span)
      return try text.hexadecimal()
    }
  }

  @Test func takesPrefixesAndSlices() {
    let bytes = Array("cpu0 12: rest of it \n".utf8)
    var text = TextCursor(bytes.span)
    let isCPUx = text.take(prefix: "cpux")
    let isCPU = text.take(prefix: "cpu")
    let number = text.slice()
    let isZero = number.equals("0")
    let field = text.slice(upTo: ":").string
    let rest = text.remainder()
    let isAtEnd = text.isAtEnd
    #expect(!isCPUx && isCPU && isZero && isAtEnd)
    #expect([field, rest] == ["12", "rest of it"])
  }
}
