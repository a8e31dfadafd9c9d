import CLinux
import Shared

/// The messages of one datagram, in order.
struct NetlinkMessages: ~Escapable {
  private var rest: Span<UInt8>

  @_lifetime(copy datagram)
  init(_ datagram: Span<UInt8>) { rest = datagram }

  /// One message: its header and what follows it.
  struct Message: ~Escapable {
    let type: UInt16
    let flags: UInt16
    let sequence: UInt32
    let payload: Span<UInt8>

    @_lifetime(copy payload)
    init(type: UInt16, flags: UInt16, sequence: UInt32, payload: Span<UInt8>) {
      self.type = type
      self.flags = flags
      self.sequence = sequence
      self.payload = payload
    }
  }

  /// The next message, or `nil` at the end and where what is left is no message.
  @_lifetime(copy self)
  mutating func next() -> Message? {
    let header = MemoryLayout<nlmsghdr>.size
    guard let length = rest.load(UInt32.self, at: 0), length >= header, length <= rest.count,
      let type = rest.load(UInt16.self, at: 4), let flags = rest.load(UInt16.self, at: 6),
      let sequence = rest.load(UInt32.self, at: 8)
    else { return nil }
    let message = rest.extracting(first: Int(length))
    rest = rest.extracting(droppingFirst: Self.aligned(Int(length)))
    return Message(
      type: type, flags: flags, sequence: sequence,
      payload: message.extracting(droppingFirst: header))
  }

  /// Messages and attributes start at multiples of four bytes.
  static func aligned(_ length: Int) -> Int { (length + 3) & ~3 }
}

/// The attributes that follow the fixed part of a message, in order.
struct NetlinkAttributes: ~Escapable {
  private var rest: Span<UInt8>

  /// - Parameters:
  ///   - payload: A message's payload, or the value of an attribute that holds attributes.
  ///   - size: The size of the fixed part before the first attribute.
  @_lifetime(copy payload)
  init(_ payload: Span<UInt8>, after size: Int = 0) {
    rest = payload.extracting(droppingFirst: NetlinkMessages.aligned(size))
  }

  struct Attribute: ~Escapable {
    let type: UInt16
    let value: Span<UInt8>

    @_lifetime(copy value)
    init(type: UInt16, value: Span<UInt8>) {
      self.type = type
      self.value = value
    }

    /// The value as text, without the zero byte that ends it.
    var string: String {
      String(copying: value.withoutZero)
    }
  }

  /// The next attribute, or `nil` at the end and where what is left is no attribute.
  @_lifetime(copy self)
  mutating func next() -> Attribute? {
    let header = MemoryLayout<rtattr>.size
    guard let length = rest.load(UInt16.self, at: 0), length >= header, length <= rest.count,
      let type = rest.load(UInt16.self, at: 2)
    else { return nil }
    let attribute = rest.extracting(first: Int(length))
    rest = rest.extracting(droppingFirst: NetlinkMessages.aligned(Int(length)))
    // The two upper bits say how the value is coded, not what it is.
    return Attribute(type: type & 0x3FFF, value: attribute.extracting(droppingFirst: header))
  }
}

extension Span<UInt8> {
  /// A text without the zero byte that ends it.
  var withoutZero: Span<UInt8> {
    @_lifetime(copy self)
    get { !isEmpty && self[count - 1] == 0 ? extracting(droppingLast: 1) : self }
  }

  /// The number that starts at `offset`, in the machine's byte order, or `nil` past the end.
  func load<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type, at offset: Int
  ) -> Number? {
    guard offset >= 0, offset + MemoryLayout<Number>.size <= count else { return nil }
    return unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Number.self)
  }
}
