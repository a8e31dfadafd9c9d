import Testing

@testable import NodeExporter

@Suite struct NetlinkMessagesTests {
  @Test func readsMessagesAndTheirAttributes() throws {
    let datagram: [UInt8] = [
      // Type 7, flags 2, sequence 9, with one attribute of type 3: "lo".
      24, 0, 0, 0, 7, 0, 2, 0, 9, 0, 0, 0, 0, 0, 0, 0, 7, 0, 3, 0, 0x6C, 0x6F, 0, 0,
      // Type 3 with an empty payload.
      16, 0, 0, 0, 3, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0,
    ]
    var messages = NetlinkMessages(datagram.span)
    var seen: [String] = []
    while let message = messages.next() {
      seen.append("message \(message.type) \(message.flags) \(message.sequence)")
      var attributes = NetlinkAttributes(message.payload)
      while let attribute = attributes.next() {
        seen.append("attribute \(attribute.type) \(attribute.string)")
      }
    }
    #expect(seen == ["message 7 2 9", "attribute 3 lo", "message 3 0 9"])
  }

  @Test(
    arguments: [
      [], [1, 2, 3],
      // A length that is shorter than the header, and one past the end.
      [4, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      [17, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ] as [[UInt8]])
  func stopsAtWhatIsNoMessage(bytes: [UInt8]) {
    var messages = NetlinkMessages(bytes.span)
    let isAtEnd: Bool
    if messages.next() == nil { isAtEnd = true } else { isAtEnd = false }
    #expect(isAtEnd)
  }

  @Test func readsNumbersOnlyWhereTheyAre() {
    let bytes: [UInt8] = [1, 2, 3, 4, 5]
    #expect(bytes.span.load(UInt16.self, at: 1) == 0x0302)
    #expect(bytes.span.load(UInt32.self, at: 1) == 0x0504_0302)
    #expect(bytes.span.load(UInt32.self, at: 2) == nil)
  }
}
