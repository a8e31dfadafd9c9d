import CHiredis
import Shared

/// A command as it is sent, with a name for it that may be shown. The corresponding C function is
/// `redisFormatCommandArgv`.
struct Command: Sendable, Equatable {
  /// What errors call it: without arguments that could be secret.
  let name: String
  let bytes: [UInt8]

  /// - Parameter name: What errors call it; all its words, when nothing is said.
  init(_ words: String..., name: String? = nil) { self.init(words, name: name) }

  init(_ words: [String], name: String? = nil) {
    self.init(bytes: words.map { Array($0.utf8) }, name: name ?? words.joined(separator: " "))
  }

  /// A command whose words may be any bytes, as keys are.
  init(bytes words: [[UInt8]], name: String) {
    self.name = name
    bytes = Self.format(words)
  }

  private static func format(_ words: [[UInt8]]) -> [UInt8] {
    let joined = words.flatMap { $0 }
    return unsafe joined.withUnsafeBytes { all in
      var starts: [UnsafePointer<CChar>?] = unsafe []
      var offset = 0
      // An empty word still needs a place to point at.
      let base = unsafe all.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
      for word in words {
        unsafe starts.append((base + offset).assumingMemoryBound(to: CChar.self))
        offset += word.count
      }
      let lengths = words.map(\.count)
      var formatted: UnsafeMutablePointer<CChar>?
      let count = unsafe redisFormatCommandArgv(&formatted, CInt(words.count), &starts, lengths)
      defer { unsafe redisFreeCommand(formatted) }
      guard count > 0, let formatted = unsafe formatted else { return [] }
      return unsafe Array(UnsafeRawBufferPointer(start: formatted, count: Int(count)))
    }
  }
}
