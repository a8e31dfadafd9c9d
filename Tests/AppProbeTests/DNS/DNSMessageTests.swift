import Testing

@testable import AppProbe

/// Bytes of messages, put together by hand.
enum DNSBytes {
  static func number(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 255)] }

  static func name(_ text: String) -> [UInt8] { DNSName(text)?.bytes ?? [] }

  /// A record of `a.example.` with a time to live of 60 seconds.
  static func record(_ type: UInt16, _ data: [UInt8], owner: [UInt8] = name("a.example")) -> [UInt8]
  {
    owner + number(type) + number(1) + [0, 0, 0, 60] + number(UInt16(data.count)) + data
  }

  /// An answer with records to the question for `a.example.`
  static func answer(
    _ records: [[UInt8]], id: UInt16 = 7, flags: UInt16 = 0x8180, type: UInt16 = 1,
    authorities: [[UInt8]] = [], additionals: [[UInt8]] = []
  ) -> [UInt8] {
    let counts = [1, records.count, authorities.count, additionals.count]
    return number(id) + number(flags) + counts.flatMap { number(UInt16($0)) } + name("a.example")
      + number(type) + number(1) + (records + authorities + additionals).flatMap { $0 }
  }
}

@Suite struct DNSMessageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let type: UInt16
    let data: [UInt8]
    let text: String

    init(_ type: UInt16, _ data: [UInt8], _ text: String) {
      (self.type, self.data, self.text) = (type, data, text)
    }

    var testDescription: String { text }
  }

  private static let mail = DNSBytes.name("mail.example")
  static let cases = [
    Case(1, [192, 0, 2, 1], "A\t192.0.2.1"),
    Case(28, [0x20, 1, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1], "AAAA\t2001:db8::1"),
    Case(5, mail, "CNAME\tmail.example."),
    Case(2, mail, "NS\tmail.example."),
    Case(12, mail, "PTR\tmail.example."),
    // The name goes on where the question's has `example`.
    Case(12, [1, 0x62, 0xC0, 14], "PTR\tb.example."),
    Case(15, [0, 10] + mail, "MX\t10 mail.example."),
    Case(33, [0, 1, 0, 2, 0x14, 0xE6] + mail, "SRV\t1 2 5350 mail.example."),
    Case(16, [2, 0x61, 0x22, 1, 0xE9, 0], "TXT\t\"a\\\"\" \"\\233\" \"\""),
    Case(13, [1, 0x78, 1, 0x79], "HINFO\t\"x\" \"y\""),
    Case(257, [0, 5] + Array("issueca.example".utf8), "CAA\t0 issue \"ca.example\""),
    Case(43, [0x30, 0x39, 13, 2, 0xAB, 0xCD], "DS\t12345 13 2 ABCD"),
    Case(48, [1, 1, 3, 13, 0xAB, 0xCD, 0xEF], "DNSKEY\t257 3 13 q83v"),
    Case(60, [1, 1, 3, 13, 0xAB, 0xCD], "CDNSKEY\t257 3 13 q80="),
    Case(48, [1, 1, 3, 13, 0xAB], "DNSKEY\t257 3 13 qw=="),
    Case(
      35, [0, 100, 0, 10, 1, 0x75, 3, 0x73, 0x69, 0x70, 0, 0],
      #"NAPTR\#t100 10 "u" "sip" "" ."#),
    Case(
      46,
      [0, 1, 13, 2, 0, 0, 0, 60, 0x69, 0, 0, 0, 0x68, 0, 0, 0, 0x30, 0x39] + mail + [0xAB, 0xCD],
      "RRSIG\tA 13 2 60 20251027232800 20250416190744 12345 mail.example. q80="),
    Case(44, [4, 2, 0xAB], "SSHFP\t4 2 AB"),
    Case(52, [3, 1, 1, 0xAB], "TLSA\t3 1 1 ab"),
    Case(61, [0, 1, 0], "OPENPGPKEY\t\\# 3 000100"),
    // The examples of RFC 9460, appendix D.
    Case(65, [0, 0] + mail, "HTTPS\t0 mail.example."),
    Case(64, [0, 1, 0], "SVCB\t1 ."),
    Case(64, [0, 16] + mail + [0, 3, 0, 2, 0, 53], #"SVCB\#t16 mail.example. port="53""#),
    Case(
      64, [0, 1] + mail + [2, 0x9B, 0, 5] + Array("hello".utf8),
      #"SVCB\#t1 mail.example. key667="hello""#),
    Case(
      64, [0, 1] + mail + [2, 0x9B, 0, 9] + Array("hello".utf8) + [0xD2] + Array("qoo".utf8),
      #"SVCB\#t1 mail.example. key667="hello\210qoo""#),
    Case(
      64,
      [0, 1] + mail + [0, 6, 0, 32] + [0x20, 1, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1]
        + [0x20, 1, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 9) + [0x53, 0, 1],
      #"SVCB\#t1 mail.example. ipv6hint="2001:db8::1,2001:db8::53:1""#),
    Case(
      64,
      [0, 16] + mail + [0, 0, 0, 4, 0, 1, 0, 4] + [0, 1, 0, 9, 2, 0x68, 0x32, 5]
        + Array("h3-19".utf8) + [0, 4, 0, 4, 192, 0, 2, 1],
      #"SVCB\#t16 mail.example. mandatory="alpn,ipv4hint" alpn="h2,h3-19" ipv4hint="192.0.2.1""#),
    Case(
      64, [0, 16] + mail + [0, 1, 0, 12, 8] + Array(#"f\oo,bar"#.utf8) + [2, 0x68, 0x32],
      ##"SVCB\##t16 mail.example. alpn="f\\\\oo\\,bar,h2""##),
    Case(65, [0, 1, 0, 0, 2, 0, 0], #"HTTPS\#t1 . no-default-alpn="""#),
    Case(65, [0, 1, 0, 0, 5, 0, 2, 0xAB, 0xCD], #"HTTPS\#t1 . ech="q80=""#),
  ]

  @Test(arguments: cases) func aRecordIsWrittenAsAZoneFileHasIt(example: Case) throws {
    let message = try DNSMessage(
      DNSBytes.answer([DNSBytes.record(example.type, example.data, owner: [0xC0, 12])]))
    #expect(message.answers.map(\.text) == ["a.example.\t60\tIN\t\(example.text)"])
  }

  @Test func aTypeWithoutANameIsWrittenByItsNumber() throws {
    let message = try DNSMessage(DNSBytes.answer([DNSBytes.record(65280, [1, 2])]))
    #expect(message.answers.map(\.text) == ["a.example.\t60\tCLASS1\tTYPE65280\t\\# 2 0102"])
  }

  @Test func aZonesSerialIsRead() throws {
    let numbers: [UInt8] = [0x78, 0xC3, 1, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4]
    let message = try DNSMessage(
      DNSBytes.answer([DNSBytes.record(6, DNSBytes.name("ns.example") + Self.mail + numbers)]))
    #expect(message.answers[0].serial == 0x78C3_0102)
    #expect(
      message.answers[0].text
        == "a.example.\t60\tIN\tSOA\tns.example. mail.example. 2026045698 1 2 3 4")
  }

  @Test func sectionsAndTheWholeCodeAreRead() throws {
    // With the upper bits of a code, in the record of EDNS.
    let options = [0] + DNSBytes.number(41) + DNSBytes.number(1232) + [1, 0, 0, 0, 0, 0]
    let record = DNSBytes.record(1, [192, 0, 2, 1])
    let message = try DNSMessage(
      DNSBytes.answer(
        [record], flags: 0x8387, authorities: [record, record], additionals: [options]))
    #expect(message.isTruncated)
    #expect(message.code.rawValue == 16 + 7)
    #expect(message.code.description == "BADCOOKIE")
    #expect(
      [message.answers.count, message.authorities.count, message.additionals.count] == [1, 2, 1])
  }

  @Test(arguments: [
    [] as [UInt8],
    Array(DNSBytes.answer([DNSBytes.record(1, [1, 2, 3, 4])]).dropLast()),
    // An address of three bytes, and one of five.
    DNSBytes.answer([DNSBytes.record(1, [1, 2, 3])]),
    DNSBytes.answer([DNSBytes.record(1, [1, 2, 3, 4, 5])]),
    // Names that lead to themselves, to each other, forward, out of the message.
    DNSBytes.answer([DNSBytes.record(5, [0xC0, 51])]),
    DNSBytes.answer([DNSBytes.record(1, [1, 2, 3, 4], owner: [0xC0, 27])]),
    DNSBytes.answer([DNSBytes.record(1, [1, 2, 3, 4], owner: [0xC0, 29, 0xC0, 27])]),
    DNSBytes.answer([DNSBytes.record(1, [1, 2, 3, 4], owner: [0xFF, 0xFF])]),
    // A label of a kind that there is not.
    DNSBytes.answer([DNSBytes.record(1, [1, 2, 3, 4], owner: [0x80])]),
    // A name of more than 255 bytes.
    DNSBytes.answer([
      DNSBytes.record(
        1, [1, 2, 3, 4],
        owner: (0..<5).flatMap { _ in [63] + [UInt8](repeating: 0x61, count: 63) } + [0])
    ]),
    // Texts that reach behind their record.
    DNSBytes.answer([DNSBytes.record(16, [5, 0x61])]),
    DNSBytes.answer([DNSBytes.record(257, [0, 9, 0x61]), DNSBytes.record(1, [1, 2, 3, 4])]),
    DNSBytes.answer([DNSBytes.record(43, [1])]),
    // Parameters that are longer than their record, and than what they say.
    DNSBytes.answer([DNSBytes.record(65, [0, 1, 0, 0, 3, 0, 9, 1, 0xBB])]),
    DNSBytes.answer([DNSBytes.record(65, [0, 1, 0, 0, 3, 0, 3, 1, 0xBB, 0])]),
    DNSBytes.answer([DNSBytes.record(65, [0, 1, 0, 0, 4, 0, 3, 192, 0, 2])]),
    DNSBytes.answer([DNSBytes.record(65, [0, 1, 0, 0, 1, 0, 3, 9, 0x68, 0x32])]),
    DNSBytes.number(7) + [0x81, 0x80, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0],
  ])
  func whatIsNotAMessageIsRefused(bytes: [UInt8]) {
    #expect(throws: MalformedDNSMessage.self) { try DNSMessage(bytes) }
  }

  @Test func noBytesAreAskedTooMuchOf() {
    // Every prefix, and every change of a byte, of a message with pointers.
    let whole = DNSBytes.answer(
      Self.cases.map { DNSBytes.record($0.type, $0.data, owner: [0xC0, 12]) })
    for count in 0..<whole.count { _ = try? DNSMessage(Array(whole[..<count])) }
    for index in whole.indices {
      for value in [0, 1, 0x3F, 0x80, 0xC0, 0xFF] as [UInt8] {
        var other = whole
        other[index] = value
        _ = try? DNSMessage(other)
      }
    }
  }

  @Test func anAnswerIsToTheQuestionThatWasAsked() throws {
    let question = try DNSMessage.Question(
      name: #require(DNSName("A.example.")), type: .a, recordClass: .internet)
    func answers(_ bytes: [UInt8]) throws -> Bool {
      try DNSMessage(bytes).answers(question, id: 7)
    }
    #expect(try answers(DNSBytes.answer([])))
    #expect(try !answers(DNSBytes.answer([], id: 8)))
    #expect(try !answers(DNSBytes.answer([], flags: 0x0180)))
    #expect(try !answers(DNSBytes.answer([], type: 2)))
    let withoutQuestion = DNSBytes.number(7) + [0x81, 0x81, 0, 0, 0, 0, 0, 0, 0, 0]
    #expect(try answers(withoutQuestion))
    #expect(try !answers(DNSBytes.number(7) + [0x81, 0x80, 0, 0, 0, 0, 0, 0, 0, 0]))
    // What is sent is what can be read.
    let query = DNSMessage.query(question, id: 7, asksForRecursion: true)
    let read = try DNSMessage(query)
    #expect(!read.isAnswer && read.questions.count == 1 && read.questions[0].matches(question))
    #expect(query[2] == 1)
  }

  @Test(arguments: [
    ("example.com", "example.com."), ("example.com.", "example.com."), (".", "."),
    (#"a\.b.c"#, #"a\.b.c."#), (#"a\032b"#, #"a\ b."#), ("é", #"\195\169."#), (#"\@"#, #"\@."#),
  ])
  func aNameIsReadAndWritten(given: String, text: String) {
    #expect(DNSName(given)?.description == text)
  }

  @Test(arguments: [
    "", "..", ".a", "a..b", String(repeating: "a", count: 64), #"a\"#, #"a\25"#, #"a\256"#,
    String(repeating: "abc.", count: 64),
  ])
  func whatCannotBeANameIsRefused(text: String) {
    #expect(DNSName(text) == nil)
  }

  @Test func typesClassesAndCodesAreKnownByName() {
    #expect(DNSRecordType("AAAA") == .aaaa)
    #expect(DNSRecordType("soa") == .soa)
    #expect(DNSRecordType("TYPE65280")?.rawValue == 65280)
    #expect(DNSRecordType("TYPE65280")?.description == "TYPE65280")
    #expect(DNSRecordType("NOSUCH") == nil)
    #expect(DNSRecordType("TYPE") == nil)
    #expect(DNSRecordType("TYPE70000") == nil)
    #expect(DNSClass("IN") == .internet)
    #expect(DNSClass("CLASS9")?.rawValue == 9)
    #expect(DNSClass("XX") == nil)
    #expect(DNSResponseCode("NXDOMAIN")?.rawValue == 3)
    #expect(DNSResponseCode("NOSUCH") == nil)
    #expect(DNSResponseCode(rawValue: 15).description == "RCODE15")
  }
}
