import CSystemd
import Glibc
import Shared

/// A connection to a message bus, or to systemd itself, on which nothing waits past a deadline.
///
/// `sd_bus_call` does not keep its own timeout while a connection is being made. So calls are only
/// queued here, and one loop of `sd_bus_process` and `poll` sends them and receives the answers.
/// The C type is `sd_bus`; one thread uses it at a time.
@safe struct SystemBus: ~Copyable, @unchecked Sendable {
  /// Calls under way at once: dbus-daemon refuses more than 128.
  private static let window = 64

  let address: String
  private let handle: OpaquePointer
  /// Whom the calls are for; nobody in particular where systemd is at the other end.
  private let destination: String?
  private(set) var callCount = 0

  /// Begins to connect, without waiting for it.
  ///
  /// - Parameter isDirect: Whether the other end is systemd itself and no bus.
  init(connectingTo address: String, destination: String, isDirect: Bool) throws(BusError) {
    var handle: OpaquePointer?
    var result = unsafe sd_bus_new(&handle)
    if result >= 0 { result = unsafe sd_bus_set_address(handle, address) }
    if result >= 0 { result = unsafe sd_bus_set_bus_client(handle, isDirect ? 0 : 1) }
    if result >= 0 { result = unsafe sd_bus_start(handle) }
    guard result >= 0, let handle = unsafe handle else {
      unsafe sd_bus_close_unref(handle)
      throw Self.error(address, "connect", result, remedy: Self.remedy(result, isDirect))
    }
    self.address = address
    unsafe self.handle = unsafe handle
    self.destination = isDirect ? nil : destination
  }

  deinit { unsafe sd_bus_close_unref(handle) }

  /// Where the system's own bus is.
  static var systemAddress: String {
    unsafe getenv("DBUS_SYSTEM_BUS_ADDRESS").map { unsafe String(cString: $0) }
      ?? "unix:path=/run/dbus/system_bus_socket"
  }

  /// Makes all calls, many at a time, and hands over each answer, error or not, as it comes.
  ///
  /// After a throw the connection is in an unknown state; do not use it again.
  ///
  /// - Parameter received: Gets the position of the call and its answer.
  mutating func exchange(
    _ calls: [BusCall], by deadline: Deadline,
    _ received: (Int, borrowing BusReply) throws(BusError) -> Void
  ) throws(BusError) {
    var underWay: [UInt64: Int] = [:]
    var next = 0
    while next < calls.count || !underWay.isEmpty {
      while next < calls.count, underWay.count < Self.window {
        underWay[try send(calls[next])] = next
        next += 1
      }
      var message: OpaquePointer?
      let progress = unsafe sd_bus_process(handle, &message)
      if progress < 0 {
        throw Self.error(address, attempt(calls, underWay), progress, isDisconnection: true)
      }
      if let message = unsafe message {
        var cookie: UInt64 = 0
        let isReply = unsafe sd_bus_message_get_reply_cookie(message, &cookie) >= 0
        let index = isReply ? underWay.removeValue(forKey: cookie) : nil
        let reply = unsafe BusReply(
          owning: message, from: address, to: index.map { calls[$0].member } ?? "a signal")
        if let index { try received(index, reply) }
      }
      if progress == 0 {
        try wait(until: deadline, for: attempt(calls, underWay))
      } else if deadline.hasPassed {
        // Somebody may send without end what is no answer.
        throw BusError(
          bus: address, attempt: attempt(calls, underWay), reason: "no answer in time")
      }
    }
  }

  /// Queues a call, and returns the number that its answer will carry.
  private mutating func send(_ call: BusCall) throws(BusError) -> UInt64 {
    var message: OpaquePointer?
    defer { unsafe sd_bus_message_unref(message) }
    var result = unsafe sd_bus_message_new_method_call(
      handle, &message, destination, call.path, call.interface, call.member)
    for argument in call.arguments where result >= 0 {
      result = unsafe argument.withCString {
        unsafe sd_bus_message_append_basic(message, CChar(bitPattern: UInt8(ascii: "s")), $0)
      }
    }
    var cookie: UInt64 = 0
    if result >= 0 { result = unsafe sd_bus_send(handle, message, &cookie) }
    guard result >= 0 else {
      throw Self.error(address, call.member, result, isDisconnection: true)
    }
    callCount += 1
    return cookie
  }

  private func wait(until deadline: Deadline, for attempt: @autoclosure () -> String)
    throws(BusError)
  {
    let events = unsafe sd_bus_get_events(handle)
    guard events >= 0 else {
      throw Self.error(address, attempt(), events, isDisconnection: true)
    }
    var descriptor = pollfd(
      fd: unsafe sd_bus_get_fd(handle), events: Int16(truncatingIfNeeded: events), revents: 0)
    let ready = unsafe poll(&descriptor, 1, deadline.pollTimeout)
    if ready == 0 || deadline.hasPassed {
      throw BusError(bus: address, attempt: attempt(), reason: "no answer in time")
    }
  }

  /// The call that has waited longest.
  private func attempt(_ calls: [BusCall], _ underWay: [UInt64: Int]) -> String {
    underWay.values.min().map { calls[$0].member } ?? "connect"
  }

  private static func error(
    _ address: String, _ attempt: String, _ code: CInt, remedy: String = "",
    isDisconnection: Bool = false
  ) -> BusError {
    BusError(
      bus: address, attempt: attempt, reason: unsafe String(cString: strerror(-code)) + remedy,
      isDisconnection: isDisconnection)
  }

  /// What to do about a bus that is not there.
  private static func remedy(_ code: CInt, _ isDirect: Bool) -> String {
    guard code == -ENOENT || code == -ECONNREFUSED else { return "" }
    return isDirect
      ? "; is systemd running? In a container, mount /run/systemd"
      : "; is D-Bus running? In a container, mount /run/dbus"
  }
}

extension Deadline {
  /// A little earlier, so that the error of a bus is told before the scrape gives up.
  var withMargin: Deadline { earlier(by: min(.milliseconds(100), remaining / 4)) }
}
