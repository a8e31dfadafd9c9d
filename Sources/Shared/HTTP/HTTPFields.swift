/// The header fields of a request: where their names and values stand in its head.
struct HTTPFields: Equatable, Sendable {
  private struct Field: Equatable {
    let nameStart, nameEnd, valueStart, valueEnd: UInt32
  }

  private var fields: [Field] = []

  var count: Int { fields.count }

  /// Reads one line of the head, without its line end.
  mutating func append(line: Range<Int>, of head: Span<UInt8>) throws(HTTPRejection) {
    // Folded lines are obsolete, and read differently by different servers.
    if head[line.lowerBound] == .space || head[line.lowerBound] == .tab {
      throw .malformed("A header field is folded over two lines.")
    }
    var nameEnd = line.lowerBound
    while nameEnd < line.upperBound, head[nameEnd].isTokenCharacter { nameEnd += 1 }
    guard nameEnd > line.lowerBound, nameEnd < line.upperBound,
      head[nameEnd] == UInt8(ascii: ":")
    else { throw .malformed("A header field does not start with a name and a colon.") }

    var start = nameEnd + 1
    var end = line.upperBound
    while start < end, head[start] == .space || head[start] == .tab { start += 1 }
    while end > start, head[end - 1] == .space || head[end - 1] == .tab { end -= 1 }
    fields.append(
      Field(
        nameStart: UInt32(line.lowerBound), nameEnd: UInt32(nameEnd), valueStart: UInt32(start),
        valueEnd: UInt32(end)))
  }

  /// Calls `body` with the name and the value of every field.
  func forEach(
    in head: Span<UInt8>, _ body: (Span<UInt8>, Span<UInt8>) throws(HTTPRejection) -> Void
  ) throws(HTTPRejection) {
    for field in fields {
      try body(
        head.extracting(Int(field.nameStart)..<Int(field.nameEnd)),
        head.extracting(Int(field.valueStart)..<Int(field.valueEnd)))
    }
  }

  /// The values of the fields called `name`, in any case, joined with `, `.
  func value(of name: String, in head: Span<UInt8>) -> String? {
    var joined: String?
    for field in fields {
      guard head.extracting(Int(field.nameStart)..<Int(field.nameEnd)).isToken(name) else {
        continue
      }
      let value = String(
        copying: head.extracting(Int(field.valueStart)..<Int(field.valueEnd)))
      joined = joined.map { $0 + ", " + value } ?? value
    }
    return joined
  }
}
