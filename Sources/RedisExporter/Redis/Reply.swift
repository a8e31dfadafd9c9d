import CHiredis
import Shared

/// A server's reply, or an element of one: a view into what hiredis has parsed.
@safe struct Reply: @unchecked Sendable {
  /// What it is, in version 2 of the protocol.
  enum Kind: Equatable { case string, status, integer, null, array, error }

  private let tree: Tree
  private let node: UnsafeMutablePointer<redisReply>

  /// The whole of what hiredis made, freed with the last view.
  @safe private final class Tree: @unchecked Sendable {
    private let root: UnsafeMutableRawPointer

    init(_ root: UnsafeMutableRawPointer) { unsafe self.root = root }

    deinit { unsafe freeReplyObject(root) }
  }

  /// Takes what `redisReaderGetReply` gave.
  init(owning root: UnsafeMutableRawPointer) {
    unsafe tree = Tree(root)
    unsafe node = root.assumingMemoryBound(to: redisReply.self)
  }

  private init(_ tree: Tree, _ node: UnsafeMutablePointer<redisReply>) {
    self.tree = tree
    unsafe self.node = node
  }

  var kind: Kind {
    switch unsafe node.pointee.type {
    case REDIS_REPLY_STRING: .string
    case REDIS_REPLY_STATUS: .status
    case REDIS_REPLY_INTEGER: .integer
    case REDIS_REPLY_ARRAY: .array
    case REDIS_REPLY_ERROR: .error
    default: .null
    }
  }

  /// The bytes of a string, a status or an error; none of anything else.
  var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let isText = kind == .string || kind == .status || kind == .error
      let length = isText ? unsafe Int(node.pointee.len) : 0
      let start = unsafe UnsafeRawPointer(node.pointee.str)?.assumingMemoryBound(to: UInt8.self)
      let span = unsafe Span(_unsafeStart: start ?? Self.nothing, count: length)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  private static var nothing: UnsafePointer<UInt8> {
    unsafe UnsafePointer(bitPattern: 1).unsafelyUnwrapped
  }

  /// A string or a status as text, with U+FFFD for what is not UTF-8.
  var text: String? {
    guard kind == .string || kind == .status else { return nil }
    return String(copying: bytes)
  }

  /// What the server says that it refuses.
  var errorText: String? {
    guard kind == .error else { return nil }
    return String(copying: bytes)
  }

  /// An integer, or a string that is one.
  var integer: Int64? {
    switch kind {
    case .integer: unsafe node.pointee.integer
    case .string, .status: text.flatMap { Int64($0) }
    case .null, .array, .error: nil
    }
  }

  /// How many elements an array has; none of anything else.
  var count: Int { kind == .array ? unsafe Int(node.pointee.elements) : 0 }

  /// An element of an array, which must be there.
  subscript(index: Int) -> Reply {
    precondition(index >= 0 && index < count)
    return unsafe Reply(tree, node.pointee.element[index].unsafelyUnwrapped)
  }

  /// The elements of an array; none of anything else.
  var elements: some Collection<Reply> { (0..<count).lazy.map { self[$0] } }

  /// The value behind a key of an array that is `key, value, key, value …`.
  subscript(key: String) -> Reply? {
    var index = 0
    while index + 1 < count {
      if self[index].text == key { return self[index + 1] }
      index += 2
    }
    return nil
  }
}
