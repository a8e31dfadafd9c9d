import CCurl
import Shared

/// The engine's stream of events: one request whose answer never ends.
///
/// A thread runs it; any other can cancel it, at once.
@safe final class EventStream: @unchecked Sendable {
  /// What is told of it, on the thread that runs it.
  struct Listener: Sendable {
    var opened: @Sendable () -> Void
    var event: @Sendable (EngineEvent) -> Void
  }

  private let address: EngineAddress
  private let path: String
  private let multi: OpaquePointer
  private let isCancelled = Monitor(false)

  /// - Parameters:
  ///   - path: With the version.
  ///   - since: Seconds since 1970; the engine tells again what it remembers from there.
  ///   - isPodman: Podman has other words for some actions, so that it is asked for all of them.
  init(
    _ address: EngineAddress, path: String, since: Double, isPodman: Bool
  ) throws(EngineError) {
    self.address = address
    self.path = "\(path)?since=\(Self.seconds(since))&filters=\(Self.filters(isPodman))"
    guard let multi = unsafe curl_multi_init() else {
      throw EngineError("GET \(path)", of: address, .other, "no memory")
    }
    unsafe self.multi = multi
  }

  deinit { unsafe curl_multi_cleanup(multi) }

  func cancel() {
    isCancelled.update { $0 = true }
    unsafe curl_multi_wakeup(multi)
  }

  /// Reads it until it ends, and says why it did.
  func run(_ listener: Listener) -> EngineError {
    let call = "GET \(path.prefix { $0 != "?" })"
    func error(_ kind: EngineError.Kind, _ reason: String) -> EngineError {
      EngineError(call, of: address, kind, reason)
    }
    guard let handle = CurlHandle(address) else { return error(.other, "no memory") }
    let receiver = StreamReceiver(handle, listener) { [address] failure in
      switch failure {
      case .lineTooLong:
        EngineError(
          call, of: address, .tooLong, "an event is longer than \(EventLines.limit) bytes")
      case .notJSON(let reason): EngineError(call, of: address, .notJSON, "\(reason)")
      }
    }
    handle.set(CURLOPT_URL, address.base + path)
    handle.send(to: receiver)
    unsafe curl_multi_add_handle(multi, handle.pointer)
    let code = withExtendedLifetime(receiver) { perform() }
    unsafe curl_multi_remove_handle(multi, handle.pointer)

    guard let code else { return error(.cancelled, "cancelled") }
    if let problem = handle.error(code, call: call, address: address, receiver: receiver) {
      return problem
    }
    let status = handle.number(CURLINFO_RESPONSE_CODE)
    if status != 200 {
      return .refusal(call, of: address, status: status, body: receiver.refusal)
    }
    return error(.cut, "the engine ended the stream")
  }

  /// The transfer's result; `nil` when it was cancelled.
  private func perform() -> CURLcode? {
    while true {
      if isCancelled.read({ $0 }) { return nil }
      var running: CInt = 0
      unsafe curl_multi_perform(multi, &running)
      if running == 0 { return result }
      unsafe curl_multi_poll(multi, nil, 0, 60_000, nil)
    }
  }

  private var result: CURLcode {
    var count: CInt = 0
    while let message = unsafe curl_multi_info_read(multi, &count) {
      if unsafe message.pointee.msg == CURLMSG_DONE { return unsafe message.pointee.data.result }
    }
    return CURLE_RECV_ERROR
  }
}

extension EventStream {
  /// Seconds with nanoseconds, as the engine takes them.
  static func seconds(_ time: Double) -> String {
    let whole = time.rounded(.down)
    let nanoseconds = String(Int((time - whole) * 1e9))
    return "\(Int(whole))." + String(repeating: "0", count: 9 - nanoseconds.count) + nanoseconds
  }

  /// What is asked for, as the value of a query. Checks of health make three events each that
  /// nobody needs here.
  private static func filters(_ isPodman: Bool) -> String {
    let actions = EngineEvent.Action.allCases.filter { $0 != .other }.map { "\"\($0.rawValue)\"" }
    let events = isPodman ? "" : ",\"event\":[\(actions.joined(separator: ","))]"
    let text = "{\"type\":[\"container\"]\(events)}"
    return text.utf8.reduce(into: "") { result, byte in
      let character = Character(Unicode.Scalar(byte))
      let hexadecimal = String(byte, radix: 16, uppercase: true)
      result += character.isLetter || character == "_" ? String(character) : "%" + hexadecimal
    }
  }
}

/// Hands events on as they come.
private final class StreamReceiver: Receiver {
  /// The beginning of an answer that is no stream.
  private(set) var refusal: [UInt8] = []
  private let handle: CurlHandle
  private let listener: EventStream.Listener
  private let failed: (EventLines.Failure) -> EngineError
  private var lines = EventLines()
  private var isOpen = false

  init(
    _ handle: CurlHandle, _ listener: EventStream.Listener,
    failed: @escaping (EventLines.Failure) -> EngineError
  ) {
    self.handle = handle
    self.listener = listener
    self.failed = failed
  }

  /// The header's end is all that comes while nothing happens.
  override func header(_ line: Span<UInt8>) {
    guard !isOpen, line.count <= 2, handle.number(CURLINFO_RESPONSE_CODE) == 200 else { return }
    isOpen = true
    listener.opened()
  }

  override func body(_ bytes: Span<UInt8>) {
    guard isOpen else {
      for index in bytes.indices where refusal.count < 4096 { refusal.append(bytes[index]) }
      return
    }
    do {
      try lines.read(bytes, listener.event)
    } catch {
      problem = failed(error)
    }
  }
}
