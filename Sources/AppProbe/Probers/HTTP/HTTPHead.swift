/// The first part of an answer, as its lines come.
struct HTTPHead: Sendable {
  private(set) var status = 0
  /// As in `1.1` or `2`.
  private(set) var version: String?
  private(set) var headers: [(name: String, value: String)] = []

  /// What `HTTP/1.1 200 OK` says; `nil` when the line is another one.
  init?(statusLine line: Span<UInt8>) {
    guard line.starts(with: "HTTP/") else { return nil }
    let text = String(decoding: line)
    let words = text.dropFirst(5).split(separator: " ", maxSplits: 2)
    version = words.first.map { String($0.trimming(while: \.isWhitespace)) }
    status = words.count > 1 ? Int(words[1].trimming(while: \.isWhitespace)) ?? 0 : 0
  }

  /// Whether another answer follows this one.
  var isInterim: Bool { (100..<200).contains(status) && status != 101 }

  mutating func add(line: Span<UInt8>) {
    if let header = Self.header(line) { headers.append(header) }
  }

  static func header(_ line: Span<UInt8>) -> (name: String, value: String)? {
    let text = String(decoding: line)
    guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let value = text[text.utf8.index(after: colon)...].trimming(while: \.isWhitespace)
    return (String(text[..<colon]), String(value))
  }

  /// The first header of a name, in whichever case.
  func header(_ name: String) -> String? {
    headers.first { $0.name.isEqualIgnoringCase(name) }?.value
  }
}

extension Span<UInt8> {
  /// Whether it is the end of a head.
  var isBlank: Bool {
    isEmpty || self[0] == UInt8(ascii: "\n") || (count == 2 && self[0] == UInt8(ascii: "\r"))
  }

  fileprivate func starts(with text: StaticString) -> Bool {
    guard count >= text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { expected in
      for index in expected.indices where unsafe expected[index] != self[index] { return false }
      return true
    }
  }
}

extension String {
  /// What a server sent need not be UTF-8.
  init(decoding bytes: Span<UInt8>) {
    self = unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// Whether two names of headers or hosts are the same, which are in ASCII.
  func isEqualIgnoringCase(_ other: String) -> Bool {
    utf8.count == other.utf8.count
      && zip(utf8, other.utf8).allSatisfy { $0.asSmallLetter == $1.asSmallLetter }
  }
}

extension UInt8 {
  fileprivate var asSmallLetter: UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
  }
}

extension StringProtocol {
  func trimming(while isUnwanted: (Character) -> Bool) -> SubSequence {
    let start = firstIndex { !isUnwanted($0) } ?? endIndex
    let end = self[start...].lastIndex { !isUnwanted($0) }.map { index(after: $0) } ?? start
    return self[start..<end]
  }
}

extension HTTPHead {
  /// Bytes of the body as the header says it.
  var contentLength: Int? {
    if let text = header("Content-Length") { return Int(text) }
    return status == 204 || status == 304 ? 0 : nil
  }
}
