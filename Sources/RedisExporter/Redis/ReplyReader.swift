import CHiredis
import Shared

/// Puts replies together from the bytes that come from a server. The corresponding C type is
/// `redisReader`.
@safe final class ReplyReader {
  private let reader: UnsafeMutablePointer<redisReader>
  /// The most bytes that one reply may have.
  private let limit: Int
  private var pending = 0

  private let functions: UnsafeMutablePointer<redisReplyObjectFunctions>

  init(limit: Int) throws(RedisError) {
    let functions = UnsafeMutablePointer<redisReplyObjectFunctions>.allocate(capacity: 1)
    unsafe functions.initialize(to: redisReplyObjectFunctions())
    guard let reader = unsafe vigie_reader_create(functions) else {
      unsafe functions.deallocate()
      throw RedisError(.other, "no memory for a reader")
    }
    unsafe self.functions = functions
    unsafe self.reader = reader
    self.limit = limit
  }

  deinit {
    unsafe redisReaderFree(reader)
    unsafe functions.deallocate()
  }

  /// Takes bytes as they came.
  func feed(_ bytes: UnsafeRawBufferPointer) throws(RedisError) {
    pending += bytes.count
    guard pending <= limit else {
      throw RedisError(.protocol, "a reply of more than \(limit >> 20) MiB is cut off")
    }
    let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    guard unsafe redisReaderFeed(reader, start, bytes.count) == REDIS_OK else { throw failure }
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
  var isEmpty: Bool { unsafe reader.pointee.len == reader.pointee.pos }

  private var failure: RedisError {
    let words = unsafe withUnsafePointer(to: &reader.pointee.errstr) { text in
      unsafe text.withMemoryRebound(to: CChar.self, capacity: 128) { unsafe String(cString: $0) }
    }
    let shown = words.unicodeScalars.map { $0.value < 32 || $0.value > 126 ? "?" : Character($0) }
    return RedisError(.protocol, "this is not the protocol of Redis: \(String(shown))")
  }
}
