import CSystemd
import Glibc

/// The answer to a call, read from front to back. The C type is `sd_bus_message`.
@safe struct BusReply: ~Copyable {
  private let message: OpaquePointer
  private let bus: String
  private let call: String

  /// - Parameters:
  ///   - message: Owned from now on.
  ///   - bus: The bus's address, for errors.
  ///   - call: What was called, for errors.
  init(owning message: OpaquePointer, from bus: String, to call: String) {
    unsafe self.message = unsafe message
    self.bus = bus
    self.call = call
  }

  deinit { unsafe sd_bus_message_unref(message) }

  /// The answer's own words when it is an error.
  var failure: BusError? {
    guard unsafe sd_bus_message_is_method_error(message, nil) > 0,
      let error = unsafe sd_bus_message_get_error(message)
    else { return nil }
    let name = unsafe error.pointee.name.map { unsafe String(cString: $0) }
    let text = unsafe error.pointee.message.map { unsafe String(cString: $0) }
    return BusError(bus: bus, attempt: call, reason: text ?? name ?? "unknown error")
  }

  /// The unique name of who answered, which changes when it connects to the bus anew.
  var sender: String {
    guard let sender = unsafe sd_bus_message_get_sender(message) else { return "" }
    return unsafe String(cString: sender)
  }

  // MARK: - Values

  func string() throws(BusError) -> String { try text("s") }

  func objectPath() throws(BusError) -> String { try text("o") }

  /// Passes over values of these types.
  func skip(_ types: String) throws(BusError) {
    try check(unsafe sd_bus_message_skip(message, types))
  }

  // MARK: - Variants, as properties come in

  func variantString() throws(BusError) -> String {
    try enter("v", "s")
    return try string()
  }

  func variantInteger32() throws(BusError) -> UInt32 {
    try enter("v", "u")
    var value: UInt32 = 0
    try check(unsafe sd_bus_message_read_basic(message, Self.type("u"), &value))
    return value
  }

  func variantInteger64() throws(BusError) -> UInt64 {
    try enter("v", "t")
    var value: UInt64 = 0
    try check(unsafe sd_bus_message_read_basic(message, Self.type("t"), &value))
    return value
  }

  func variantBool() throws(BusError) -> Bool {
    try enter("v", "b")
    var value: CInt = 0
    try check(unsafe sd_bus_message_read_basic(message, Self.type("b"), &value))
    return value != 0
  }

  // MARK: - Containers

  /// Goes into an array of structures with these members.
  func enterArray(of members: String) throws(BusError) { try enter("a", "(\(members))") }

  /// Goes into the next structure; `false` when the array has no more.
  func enterStructure(_ members: String) throws(BusError) -> Bool { try enter("r", members) }

  /// Leaves the container whose end was reached.
  func exit() throws(BusError) { try check(unsafe sd_bus_message_exit_container(message)) }

  /// - Returns: Whether there was one more.
  @discardableResult
  private func enter(_ container: Unicode.Scalar, _ contents: String) throws(BusError) -> Bool {
    try check(
      unsafe sd_bus_message_enter_container(message, Self.type(container), contents)) > 0
  }

  private func text(_ type: Unicode.Scalar) throws(BusError) -> String {
    var text: UnsafePointer<CChar>?
    try unsafe check(sd_bus_message_read_basic(message, Self.type(type), &text))
    return unsafe text.map { unsafe String(cString: $0) } ?? ""
  }

  private static func type(_ letter: Unicode.Scalar) -> CChar {
    CChar(bitPattern: UInt8(ascii: letter))
  }

  @discardableResult
  private func check(_ result: CInt) throws(BusError) -> CInt {
    guard result >= 0 else {
      throw BusError(
        bus: bus, attempt: "read the answer to \(call)",
        reason: unsafe String(cString: strerror(-result)))
    }
    return result
  }
}
