import CHiredis
import Shared

/// Puts replies together from the bytes that come from a server. The corresponding C type is
/// `redisReader`.
@safe final class ReplyReader {
  private let reader: UnsafeMutablePointer<redisReader>
  private var framing: ReplyFraming
  /// The most bytes that one reply may have.
  private let limit: Int
  private var pending = 0

  private let functions: UnsafeMutablePointer<redisReplyObjectFunctions>

  /// - Parameters:
  ///   - limit: The most bytes that one reply may have: more is the end.
  ///   - longestText: A text that has more is replaced by an error.
  init(limit: Int, longestText: Int) throws(RedisError) {
    let functions = UnsafeMutablePointer<redisReplyObjectFunctions>.allocate(capacity: 1)
    unsafe functions.initialize(to: redisReplyObjectFunctions())
    guard let reader = unsafe vigie_reader_create(functions) else {
      unsafe functions.deallocate()
      throw RedisError(.other, "no memory for a reader")
    }
    unsafe self.functions = functions
    unsafe self.reader = reader
    self.limit = limit
    framing = ReplyFraming(longestText: longestText)
  }

  deinit {
    unsafe redisReaderFree(reader)
    unsafe functions.deallocate()
  }

  /// Says that a pipeline begins.
  func begin() { framing.begin() }

  /// Takes bytes as they came.
  ///
  /// - Returns: How many of them are kept until their reply is complete.
  @discardableResult
  func feed(_ bytes: Span<UInt8>) throws(RedisError) -> Int {
    let before = pending
    // What is passed on is passed in as few pieces as there are.
    var first = 0
    var index = 0
    while index < bytes.count {
      let step = try framing.step(bytes, from: index)
      if case .pass(let end) = step {
        index = end
        continue
      }
      try pass(bytes.extracting(first..<index))
      switch step {
      case .pass(let end), .hold(let end): index = end
      case .release(let kept, let end):
        try pass(kept.span)
        index = end
      }
      first = index
    }
    try pass(bytes.extracting(first..<index))
    return pending - before
  }

  private func pass(_ bytes: Span<UInt8>) throws(RedisError) {
    if bytes.isEmpty { return }
    pending += bytes.count
    guard pending <= limit else {
      throw RedisError(.protocol, "a reply of more than \(limit >> 20) MiB is cut off")
    }
    let result = unsafe bytes.withUnsafeBytes { bytes in
      let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      return unsafe redisReaderFeed(reader, start, bytes.count)
    }
    guard result == REDIS_OK else { throw failure }
  }

  /// The next reply, when all of it is there.
  func next() throws(RedisError) -> Reply? {
    var reply: UnsafeMutableRawPointer?
    guard unsafe redisReaderGetReply(reader, &reply) == REDIS_OK else { throw failure }
    guard let reply = unsafe reply else { return nil }
    pending = max(0, unsafe Int(reader.pointee.len) - Int(reader.pointee.pos))
    return unsafe Reply(owning: reply)
  }

  /// Whether nothing is left of what was fed.
  var isEmpty: Bool { unsafe reader.pointee.len == reader.pointee.pos && framing.isAtStart }

  private var failure: RedisError {
    let words = unsafe withUnsafePointer(to: &reader.pointee.errstr) { text in
      unsafe text.withMemoryRebound(to: CChar.self, capacity: 128) { unsafe String(cString: $0) }
    }
    let shown = words.unicodeScalars.map { $0.value < 32 || $0.value > 126 ? "?" : Character($0) }
    return RedisError(.protocol, "this is not the protocol of Redis: \(String(shown))")
  }
}
