import Shared

/// Where the lines and texts of replies begin and end, seen before hiredis sees them.
///
/// It looks for a line's end from the line's beginning each time that bytes come, and keeps a text in
/// memory whatever its length. So lines have a limit here, and a text that is too long is taken out and
/// replaced by an error, which costs whoever asked for it and no one else.
struct ReplyFraming {
  /// What becomes of the bytes up to an index.
  enum Step: Equatable {
    case pass(upTo: Int)
    /// They are dropped, or kept until the rest of them has come.
    case hold(upTo: Int)
    /// Those that were kept are passed with them.
    case release([UInt8], upTo: Int)
  }

  private enum Place {
    case start
    /// In the line that tells the length of a text, the beginning of which is kept.
    case length([UInt8])
    /// In another line, of which so many bytes have come.
    case line(Int, endsInReturn: Bool)
    /// In a text with its line end, of which so many bytes are to come.
    case text(Int)
    case dropped(Int)
  }

  /// Errors and numbers have some hundred bytes.
  static let longestLine = 1 << 16
  /// No server sends more in one text, unless it is told to.
  static let longestDropped = 512 << 20
  private static let longestLength = 32

  private let longestText: Int
  private var place = Place.start
  private var dropped = 0

  init(longestText: Int) { self.longestText = longestText }

  /// Says what becomes of the next bytes from `start` on, of which there is at least one.
  mutating func step(_ bytes: Span<UInt8>, from start: Int) throws(RedisError) -> Step {
    switch place {
    case .start:
      let end = whole(bytes, from: start)
      if end > start { return .pass(upTo: end) }
      let isLength = bytes[start] == UInt8(ascii: "$")
      return isLength
        ? try length(bytes, from: start, after: [])
        : try line(bytes, from: start, after: 0, endsInReturn: false)
    case .length(let kept): return try length(bytes, from: start, after: kept)
    case .line(let count, let endsInReturn):
      return try line(bytes, from: start, after: count, endsInReturn: endsInReturn)
    case .text(let left):
      let count = min(left, bytes.count - start)
      place = count == left ? .start : .text(left - count)
      return .pass(upTo: start + count)
    case .dropped(let left):
      let count = min(left, bytes.count - start)
      place = count == left ? .start : .dropped(left - count)
      return .hold(upTo: start + count)
    }
  }

  /// Passes over what is there to its end and not too long, as almost everything is.
  private func whole(_ bytes: Span<UInt8>, from start: Int) -> Int {
    var index = start
    while let end = Self.lineEnd(bytes, from: index, false), end - index <= Self.longestLength {
      var next = end
      if bytes[index] == UInt8(ascii: "$"), let count = Self.number(bytes, index + 1..<end - 2) {
        guard count <= longestText, end + count + 2 <= bytes.count else { return index }
        next += count + 2
      }
      index = next
    }
    return index
  }

  /// Whether nothing is kept or yet to be dropped.
  var isAtStart: Bool { if case .start = place { true } else { false } }

  /// Begins a pipeline: what was dropped before does not count.
  mutating func begin() { dropped = 0 }

  // MARK: Lines

  private mutating func line(
    _ bytes: Span<UInt8>, from start: Int, after count: Int, endsInReturn: Bool
  ) throws(RedisError) -> Step {
    let end = Self.lineEnd(bytes, from: start, endsInReturn)
    let length = count + (end ?? bytes.count) - start
    guard length <= Self.longestLine else {
      throw RedisError(
        .protocol,
        "this is not the protocol of Redis: a line of more than \(Self.longestLine) bytes")
    }
    place = end == nil ? .line(length, endsInReturn: Self.endsInReturn(bytes)) : .start
    return .pass(upTo: end ?? bytes.count)
  }

  private mutating func length(
    _ bytes: Span<UInt8>, from start: Int, after kept: [UInt8]
  ) throws(RedisError) -> Step {
    let end = Self.lineEnd(bytes, from: start, kept.last == UInt8(ascii: "\r"))
    guard kept.count + (end ?? bytes.count) - start <= Self.longestLength else {
      throw RedisError(.protocol, "this is not the protocol of Redis: the length of a text is none")
    }
    // As a rule all of it is there, and nothing is copied.
    if let end, kept.isEmpty {
      return try begin(Self.number(bytes, start + 1..<end - 2), upTo: end) ?? .pass(upTo: end)
    }
    var line = kept
    for index in start..<(end ?? bytes.count) { line.append(bytes[index]) }
    guard let end else {
      place = .length(line)
      return .hold(upTo: bytes.count)
    }
    let count = Self.number(line.span, 1..<line.count - 2)
    return try begin(count, upTo: end) ?? .release(line, upTo: end)
  }

  /// Begins a text of so many bytes.
  ///
  /// - Parameter count: `nil` where none follows; where it is no number, hiredis knows what is wrong.
  /// - Returns: What stands for it, if it is too long.
  private mutating func begin(_ count: Int?, upTo end: Int) throws(RedisError) -> Step? {
    guard let count, count > longestText else {
      place = count.map { .text($0 + 2) } ?? .start
      return nil
    }
    dropped = count < Self.longestDropped ? dropped + count : .max
    guard dropped <= Self.longestDropped else {
      throw RedisError(.protocol, "texts of more than \(Self.longestDropped >> 20) MiB")
    }
    place = .dropped(count + 2)
    let words = "a text of more than \(longestText) bytes is left out"
    return .release(Array("-\(words)\r\n".utf8), upTo: end)
  }

  /// A number of at most 18 digits, or one that is as good as endless.
  private static func number(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    guard !range.isEmpty else { return nil }
    var number = 0
    for index in range {
      guard case let digit = bytes[index] &- UInt8(ascii: "0"), digit < 10 else { return nil }
      number = number < .max / 100 ? number * 10 + Int(digit) : number
    }
    return number
  }

  /// The index behind the line's end.
  private static func lineEnd(
    _ bytes: Span<UInt8>, from start: Int, _ endsInReturn: Bool
  ) -> Int? {
    var wasReturn = endsInReturn
    for index in start..<bytes.count {
      if wasReturn, bytes[index] == UInt8(ascii: "\n") { return index + 1 }
      wasReturn = bytes[index] == UInt8(ascii: "\r")
    }
    return nil
  }

  private static func endsInReturn(_ bytes: Span<UInt8>) -> Bool {
    bytes[bytes.count - 1] == UInt8(ascii: "\r")
  }
}
