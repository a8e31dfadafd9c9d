import Shared

/// Reads an answer over HTTP/1.1 from the bytes of a connection, however they are cut, and hands on
/// what they say.
struct AnswerParser {
  private enum State {
    case header
    /// So many bytes of the body, or of one of its chunks, are still to come.
    case body(Int)
    case chunk(Int)
    case chunkSize, chunkEnd, trailer
    /// The body ends with the connection.
    case rest
    case whole
  }

  /// Of a line of the header, or of a chunk's.
  private static let lineLimit = 16 << 10

  private(set) var header = AnswerHeader()
  private var state = State.header
  private var line: [UInt8] = []
  /// Whether anything has come.
  private(set) var hasBegun = false

  var isWhole: Bool {
    if case .whole = state { true } else { false }
  }

  /// Whether the connection can be used again.
  var keepsConnection: Bool { isWhole && !header.closes }

  /// The connection has ended.
  mutating func end() {
    if case .rest = state {
      state = .whole
      header.noteEnd()
    }
  }

  mutating func read(_ bytes: Span<UInt8>, _ receiver: Receiver) throws(NotHTTP) {
    hasBegun = hasBegun || !bytes.isEmpty
    var position = 0
    while position < bytes.count, !isWhole, receiver.problem == nil {
      switch state {
      case .body(let left), .chunk(let left):
        let count = min(left, bytes.count - position)
        receiver.body(bytes.extracting(position..<position + count))
        position += count
        pass(left - count)
      case .rest:
        receiver.body(bytes.extracting(position...))
        position = bytes.count
      case .header, .chunkSize, .chunkEnd, .trailer:
        let byte = bytes[position]
        position += 1
        if byte != UInt8(ascii: "\n") {
          guard line.count < Self.lineLimit else { throw NotHTTP() }
          line.append(byte)
        } else {
          if line.last == UInt8(ascii: "\r") { line.removeLast() }
          try endLine(receiver)
          line.removeAll(keepingCapacity: true)
        }
      case .whole: break
      }
    }
  }

  private mutating func pass(_ left: Int) {
    switch state {
    case .chunk: state = left > 0 ? .chunk(left) : .chunkEnd
    default: state = left > 0 ? .body(left) : .whole
    }
  }

  private mutating func endLine(_ receiver: Receiver) throws(NotHTTP) {
    switch state {
    case .header:
      let line = line
      guard try header.read(line.span, receiver) else { return }
      let status = header.status ?? 0
      receiver.begin(status: status)
      if status == 204 || status == 304 {
        state = .whole
      } else if header.isChunked {
        state = .chunkSize
      } else {
        state = header.length.map { $0 > 0 ? .body($0) : .whole } ?? .rest
      }
    case .chunkSize:
      // What stands behind a semicolon are extensions, which nobody uses.
      let digits = String(
        decoding: line.prefix { $0 != UInt8(ascii: ";") && $0 > 0x20 }, as: UTF8.self)
      guard let size = Int(digits, radix: 16), size >= 0 else { throw NotHTTP() }
      state = size > 0 ? .chunk(size) : .trailer
    case .chunkEnd:
      guard line.isEmpty else { throw NotHTTP() }
      state = .chunkSize
    case .trailer: if line.isEmpty { state = .whole }
    case .body, .chunk, .rest, .whole: break
    }
  }
}
