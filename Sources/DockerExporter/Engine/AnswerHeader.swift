import Shared

/// The header of an answer over HTTP, line by line.
struct AnswerHeader {
  /// `nil` before the first line.
  private(set) var status: Int?
  /// `nil` where it is not said.
  private(set) var length: Int?
  private(set) var isChunked = false
  private(set) var closes = false

  /// Reads a line, without its end.
  ///
  /// - Returns: Whether the header has ended; one of a provisional answer (1xx) begins anew.
  /// - Throws: ``NotHTTP`` for what is no answer.
  mutating func read(_ line: Span<UInt8>, _ receiver: Receiver) throws(NotHTTP) -> Bool {
    guard let status else {
      try begin(line)
      return false
    }
    if line.isEmpty {
      if (100..<200).contains(status) {
        self = AnswerHeader()
        return false
      }
      return true
    }
    guard let (name, value) = Self.parts(of: line) else { return false }
    switch name {
    case "content-length":
      guard let length = Int(value), length >= 0 else { throw NotHTTP() }
      self.length = length
    case "transfer-encoding": isChunked = value.lowercased() == "chunked"
    case "connection": closes = closes || value.lowercased() == "close"
    default: break
    }
    receiver.field(name, value)
    return false
  }

  /// The connection has ended with the answer.
  mutating func noteEnd() { closes = true }

  /// Reads `HTTP/1.1 200 OK`.
  private mutating func begin(_ line: Span<UInt8>) throws(NotHTTP) {
    let words = String(decoding: line.indices.map { line[$0] }, as: UTF8.self).split(separator: " ")
    guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let number = Int(words[1]),
      (100..<600).contains(number)
    else { throw NotHTTP() }
    status = number
    closes = words[0] == "HTTP/1.0"
  }

  /// Name in lower case, and value; `nil` for a line that is no field.
  private static func parts(of line: Span<UInt8>) -> (name: String, value: String)? {
    let text = String(decoding: line.indices.map { line[$0] }, as: UTF8.self)
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let value = text[text.index(after: colon)...]
    let start = value.firstIndex { !$0.isWhitespace } ?? value.endIndex
    let end = value.lastIndex { !$0.isWhitespace }.map { value.index(after: $0) } ?? start
    return (text[..<colon].lowercased(), String(value[start..<end]))
  }
}

/// What answers does not speak HTTP.
struct NotHTTP: Error {}
