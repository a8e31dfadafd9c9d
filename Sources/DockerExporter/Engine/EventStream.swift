import Shared

/// The engine's stream of events: one request whose answer never ends.
///
/// A thread runs it; any other can cancel it, at once.
final class EventStream: Sendable {
  /// What is told of it, on the thread that runs it.
  struct Listener: Sendable {
    var opened: @Sendable () -> Void
    var event: @Sendable (EngineEvent) -> Void
  }

  private let address: EngineAddress
  private let path: String
  private let line: any EngineLine

  /// - Parameters:
  ///   - path: With the version.
  ///   - since: Seconds since 1970; the engine tells again what it remembers from there.
  ///   - isPodman: Podman has other words for some actions, so that it is asked for all of them.
  init(
    _ address: EngineAddress, path: String, since: Double, isPodman: Bool
  ) throws(EngineError) {
    self.address = address
    self.path = "\(path)?since=\(Self.seconds(since))&filters=\(Self.filters(isPodman))"
    line = try address.line()
  }

  func cancel() { line.cancel() }

  /// Reads it until it ends, and says why it did.
  func run(_ listener: Listener) -> EngineError {
    let receiver = StreamReceiver(listener) { [address, path] failure in
      switch failure {
      case .lineTooLong:
        address.error(path, .tooLong, "an event is longer than \(EventLines.limit) bytes")
      case .notJSON(let reason): address.error(path, .notJSON, "\(reason)")
      }
    }
    do throws(EngineError) {
      // Who opened it waits for its beginning as long as suits him; it has no end.
      let status = try line.get(path, into: receiver, by: Deadline(in: .seconds(1 << 31)))
      if status != 200 {
        return .refusal(
          "GET \(path.prefix { $0 != "?" })", of: address, status: status, body: receiver.refusal)
      }
      return address.error(path, .cut, "the engine ended the stream")
    } catch {
      return error
    }
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
  private let listener: EventStream.Listener
  private let failed: (EventLines.Failure) -> EngineError
  private var lines = EventLines()
  private var isOpen = false

  init(
    _ listener: EventStream.Listener, failed: @escaping (EventLines.Failure) -> EngineError
  ) {
    self.listener = listener
    self.failed = failed
  }

  override func begin(status: Int) {
    guard status == 200 else { return }
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
