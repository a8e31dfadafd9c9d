/// Makes requests out of the bytes of a connection, however they are cut.
///
/// Every byte is looked at once, when it comes, and copied once however many requests come with it; a request that cannot become a valid one is
/// rejected at its first wrong byte. While no request is under way it holds no memory. Lines may
/// end with a bare line feed, as RFC 9112 allows; everything else is taken strictly.
package struct HTTPRequestParser: Sendable {
  package struct Limits: Sendable {
    /// Bytes of the head, with its request line.
    package var head = 16 * 1024
    /// Bytes of the request line.
    package var line = 8 * 1024
    /// Number of header fields.
    package var fields = 100
    /// Bytes of the body, which of all our requests only those have that ask for nothing by it.
    package var body = 4 * 1024

    package init() {}
  }

  package enum Outcome: Sendable {
    case incomplete
    /// The client sends the body when it got `100 Continue`. Reported once.
    case awaitsBody
    case request(HTTPRequest)
    /// The connection cannot be used any more.
    case rejected(HTTPRejection)
  }

  private let limits: Limits
  private var buffer: [UInt8] = []
  /// Where the request under way starts: before it are those already given.
  private var start = 0
  /// Bytes of the buffer that were looked at.
  private var scanned = 0
  /// Where the line under way starts.
  private var lineStart = 0
  private var line: HTTPRequestLine?
  private var fields = HTTPFields()
  /// Known once the head is complete.
  private var framing: HTTPFraming?

  package init(limits: Limits = Limits()) { self.limits = limits }

  /// Whether nothing of a request has come, but for blank lines before it.
  package var isEmpty: Bool { line == nil && lineStart == buffer.count }

  /// Bytes of memory held for what has come.
  var memory: Int { buffer.capacity }

  package mutating func append(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe buffer.append(contentsOf: $0) }
  }

  /// The next request, if it is there; to be called again after each request and when more came.
  package mutating func next() -> Outcome {
    do throws(HTTPRejection) {
      if framing == nil { try scanHead() }
      guard let framing else { return incomplete() }
      guard buffer.count - scanned >= framing.contentLength else {
        guard framing.expectsContinue else { return incomplete() }
        self.framing?.expectsContinue = false
        return buffer.count > scanned ? incomplete() : .awaitsBody
      }
      return .request(takeRequest(framing))
    } catch {
      buffer = []
      return .rejected(error)
    }
  }
}

extension HTTPRequestParser {
  /// Goes on where the last bytes ended, up to the blank line.
  private mutating func scanHead() throws(HTTPRejection) {
    while scanned < buffer.count {
      let byte = buffer[scanned]
      scanned += 1
      if byte == .lineFeed {
        if try endLine() { return }
      } else if scanned - 2 >= lineStart, buffer[scanned - 2] == .carriageReturn {
        throw .malformed("A carriage return is not followed by a line feed.")
      } else if byte.isForbiddenControl, byte != .carriageReturn {
        throw .malformed("The request's head has a control character.")
      }
      if line == nil, scanned - lineStart > limits.line {
        throw HTTPRejection(
          .targetTooLong, "The request line is over \(limits.line) bytes.")
      }
      if scanned - start > limits.head {
        throw HTTPRejection(
          .headerFieldsTooLarge, "The request's head is over \(limits.head) bytes.")
      }
    }
  }

  /// Reads the line that ends before `scanned`; true for the one that ends the head.
  private mutating func endLine() throws(HTTPRejection) -> Bool {
    var end = scanned - 1
    if end > lineStart, buffer[end - 1] == .carriageReturn { end -= 1 }
    let range = lineStart..<end
    lineStart = scanned

    guard let line else {
      if !range.isEmpty {
        self.line = try HTTPRequestLine(buffer.span.extracting(range))
      } else if range.lowerBound - start > 2 {
        throw .malformed("The request starts with blank lines.")
      }
      // A blank line or two before a request are what some clients send after a body.
      return false
    }
    guard !range.isEmpty else {
      let head = buffer
      framing = try HTTPFraming(
        line, fields, in: head.span.extracting(start...), bodyLimit: limits.body)
      return true
    }
    guard fields.count < limits.fields else {
      throw HTTPRejection(
        .headerFieldsTooLarge, "The request has over \(limits.fields) header fields.")
    }
    let head = buffer
    try fields.append(
      line: range.lowerBound - start..<range.upperBound - start,
      of: head.span.extracting(start...))
    return false
  }

  private mutating func takeRequest(_ framing: HTTPFraming) -> HTTPRequest {
    let end = scanned + framing.contentLength
    let body = Array(buffer[scanned..<end])
    // Usually a request comes alone, and takes the buffer as it is.
    let isAlone = start == 0 && end == buffer.count
    let request = HTTPRequest(
      line ?? HTTPRequestLine(), head: isAlone ? buffer : Array(buffer[start..<scanned]),
      fields: fields, keepsAlive: framing.keepsAlive, body: body)
    line = nil
    fields = HTTPFields()
    self.framing = nil
    start = end
    scanned = end
    lineStart = end
    if end == buffer.count { compact() }
    return request
  }

  /// Nothing more can be given, so that the rest is all that is needed.
  private mutating func incomplete() -> Outcome {
    if start > 0 { compact() }
    return .incomplete
  }

  /// Lets go of the requests that were given.
  private mutating func compact() {
    buffer = start < buffer.count ? Array(buffer[start...]) : []
    scanned -= start
    lineStart -= start
    start = 0
  }
}
