/// A message of DNS (RFC 1035), as far as a prober looks at it.
struct DNSMessage: Sendable {
  struct Question: Sendable {
    let name: DNSName
    let type: DNSRecordType
    let recordClass: DNSClass

    func matches(_ other: Question) -> Bool {
      type == other.type && recordClass == other.recordClass && name.matches(other.name)
    }
  }

  let id: UInt16
  let isAnswer: Bool
  let isTruncated: Bool
  let code: DNSResponseCode
  let questions: [Question]
  let answers: [DNSRecord]
  let authorities: [DNSRecord]
  let additionals: [DNSRecord]

  /// Reads what came from a name server.
  init(_ bytes: [UInt8]) throws(MalformedDNSMessage) {
    var reader = DNSReader(bytes)
    id = try reader.number16()
    let flags = try reader.number16()
    isAnswer = flags & 0x8000 != 0
    isTruncated = flags & 0x0200 != 0
    let counts = [
      try reader.number16(), try reader.number16(), try reader.number16(), try reader.number16(),
    ]
    var questions: [Question] = []
    for _ in 0..<counts[0] {
      questions.append(
        Question(
          name: try reader.name(), type: DNSRecordType(rawValue: try reader.number16()),
          recordClass: DNSClass(rawValue: try reader.number16())))
    }
    self.questions = questions
    answers = try Self.records(counts[1], &reader, bytes)
    authorities = try Self.records(counts[2], &reader, bytes)
    additionals = try Self.records(counts[3], &reader, bytes)
    // EDNS keeps the upper part of the code in a record's time to live (RFC 6891, 6.1.3).
    let upper = additionals.first { $0.type == .opt }.map { UInt16($0.timeToLive >> 24) << 4 } ?? 0
    code = DNSResponseCode(rawValue: upper | flags & 0x000F)
  }

  /// Each takes 11 bytes at least, so that the message itself bounds how many there are.
  private static func records(
    _ count: UInt16, _ reader: inout DNSReader, _ bytes: [UInt8]
  ) throws(MalformedDNSMessage) -> [DNSRecord] {
    var records: [DNSRecord] = []
    for _ in 0..<count { records.append(try DNSRecord(&reader, of: bytes)) }
    return records
  }

  /// A query for one question, as it travels.
  static func query(_ question: Question, id: UInt16, asksForRecursion: Bool) -> [UInt8] {
    let numbers: [UInt16] = [id, asksForRecursion ? 0x0100 : 0, 1, 0, 0, 0]
    return
      (numbers.flatMap(bytes) + question.name.bytes + bytes(question.type.rawValue)
      + bytes(question.recordClass.rawValue))
  }

  private static func bytes(_ number: UInt16) -> [UInt8] {
    [UInt8(number >> 8), UInt8(number & 0xFF)]
  }
}

extension DNSMessage {
  /// Whether this answers a question that was asked with an id, rather than an earlier one, or nobody.
  ///
  /// A server that did not understand the question may leave it away.
  func answers(_ question: Question, id: UInt16) -> Bool {
    guard isAnswer, self.id == id else { return false }
    if questions.isEmpty { return code != .noError }
    return questions.count == 1 && questions[0].matches(question)
  }
}
