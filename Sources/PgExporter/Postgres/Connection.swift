import CPostgres
import Glibc
import Shared

/// A connection of libpq, which is never let wait: whoever needs the other side waits here, until a
/// deadline.
@safe final class Connection {
  let handle: OpaquePointer
  /// About how many bytes the answer has that is being received.
  private var received = 0
  /// How often something was read for it.
  private var reads = 0
  private var greeting = Greeting()
  /// Whether a part of a message is there, which libpq is to read as a whole.
  private(set) var isHeld = false

  /// Begins to connect. The corresponding C function is `PQconnectStartParams`.
  init(starting parameters: [(keyword: String, value: String)]) throws(PgError) {
    let handle = unsafe withCStrings(parameters.map(\.keyword)) { keywords in
      unsafe withCStrings(parameters.map(\.value)) { values in
        unsafe PQconnectStartParams(keywords, values, 0)
      }
    }
    guard let handle = unsafe handle else { throw PgError("no memory for a connection") }
    unsafe self.handle = handle
    // Without this, libpq prints the server's notices to standard error.
    unsafe PQsetNoticeReceiver(handle, { _, _ in }, nil)
    // Of a refused connection libpq tells the SQLSTATE only in its text.
    unsafe PQsetErrorVerbosity(handle, PQERRORS_VERBOSE)
  }

  /// Does not wait: what cannot be sent at once is left.
  deinit { unsafe PQfinish(handle) }

  var isLost: Bool { unsafe PQstatus(handle) == CONNECTION_BAD }

  /// What libpq says of the last failure, as it says it.
  var message: String { unsafe String(cString: PQerrorMessage(handle)) }

  /// How far connecting has come.
  enum Progress { case connected, failed, waiting }

  /// Bytes that a server may say before it lets us in; PostgreSQL's are a few hundred, and a refusal
  /// may be as long as it likes.
  private static let longestGreeting = 1 << 20

  /// What connecting waits for now; `nil` when libpq has closed its socket, which it will say.
  func awaited(_ state: PostgresPollingStatusType) -> pollfd? {
    let socket = unsafe PQsocket(handle)
    guard socket >= 0 else { return nil }
    return pollfd(
      fd: socket, events: Int16(state == PGRES_POLLING_READING ? POLLIN : POLLOUT), revents: 0)
  }

  /// Whether what libpq does next may take as long as the server likes, and cannot be seen before.
  var isOpaque: Bool { unsafe PQsslInUse(handle) == 1 }

  /// Goes on with connecting, now that what it waited for is there.
  ///
  /// - Throws: When the server says what must not get to libpq.
  func advance(_ state: inout PostgresPollingStatusType) throws(PgError) -> Progress {
    guard !isLost else { return .failed }
    isHeld = false
    let socket = unsafe PQsocket(handle)
    let isReading = state == PGRES_POLLING_READING && socket >= 0
    if isReading, !isOpaque, unsafe PQstatus(handle) == CONNECTION_AWAITING_RESPONSE {
      isHeld = !(try greeting.allows(socket))
      guard !isHeld else { return .waiting }
    } else if !isReading {
      // Another address, or again without TLS.
      greeting = Greeting()
    }
    let before = isReading ? unread : 0
    state = unsafe PQconnectPoll(handle)
    if isReading { received += max(min(before, Self.buffer), before - unread) }
    guard received <= Self.longestGreeting else {
      throw PgError("the server said more than 1 MiB and did not let us in")
    }
    if state == PGRES_POLLING_FAILED { return .failed }
    return state == PGRES_POLLING_OK ? .connected : .waiting
  }

  /// From here on nothing blocks, not even what is sent, and everything is a pipeline.
  func enterPipeline() -> Bool {
    unsafe PQsetErrorVerbosity(handle, PQERRORS_DEFAULT)
    return unsafe PQsetnonblocking(handle, 1) == 0 && PQenterPipelineMode(handle) == 1
  }

  /// Waits for the socket, which libpq may replace while it connects.
  ///
  /// - Returns: Whether it is ready; a deadline that has passed is one even for a server that never
  ///   stops talking.
  private func wait(for events: CInt, by deadline: Deadline) -> Bool {
    let socket = unsafe PQsocket(handle)
    guard socket >= 0 else { return true }
    var watched = pollfd(fd: socket, events: Int16(events), revents: 0)
    while !deadline.hasPassed {
      let count = unsafe poll(&watched, 1, deadline.pollTimeout)
      // An error is libpq's to find.
      if count > 0 || count < 0 && errno != EINTR { return true }
    }
    return false
  }

  /// What became of waiting for a result.
  @safe enum Reception {
    case received(OpaquePointer?)
    case lost, late, tooLarge
  }

  /// From here on it is another answer whose size counts.
  func beginAnswer() {
    received = 0
    reads = 0
  }

  /// The next result; none ends the results of a command.
  func receive(by deadline: Deadline, limit: Int) -> Reception {
    while unsafe PQisBusy(handle) == 1 {
      let unsent = unsafe PQflush(handle)
      guard unsent >= 0 else { return .lost }
      guard wait(for: unsent == 0 ? POLLIN : POLLIN | POLLOUT, by: deadline) else { return .late }
      guard consume() else { return .lost }
      guard received <= limit else { return .tooLarge }
    }
    return unsafe .received(PQgetResult(handle))
  }

  /// Bytes that libpq takes from the socket at once, as long as no row is larger.
  private static let buffer = 16384

  /// So often it is not asked how much there is to read: few answers are longer.
  private static let uncounted = 32

  private var unread: Int { Int(vigie_unread_bytes(unsafe PQsocket(handle))) }

  private func consume() -> Bool {
    reads += 1
    guard reads > Self.uncounted else { return unsafe PQconsumeInput(handle) == 1 }
    // libpq does not say how much it reads. It is what was there, up to its buffer; with a row that
    // does not fit, the buffer grows to hold it, and it is what has gone.
    let before = unread
    guard unsafe PQconsumeInput(handle) == 1 else { return false }
    received += before >= Self.buffer ? max(Self.buffer, before - unread) : before
    return true
  }

  /// Lets the other side know at once that nobody listens any more, whoever still has this value.
  func hangUp() {
    let socket = unsafe PQsocket(handle)
    if socket >= 0 { shutdown(socket, CInt(SHUT_RDWR)) }
  }

  /// Whether a connection that is doing nothing is still there: a server that ended it has said so,
  /// or closed the socket.
  func isAlive() -> Bool {
    for _ in 0..<4 {
      guard !isLost else { return false }
      var watched = pollfd(fd: unsafe PQsocket(handle), events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&watched, 1, 0) > 0 else { return true }
      guard unsafe PQconsumeInput(handle) == 1 else { return false }
    }
    return true
  }
}

/// Calls `body` with C strings behind each other and a null pointer at the end.
func withCStrings<R>(
  _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> R
) -> R {
  var pointers = unsafe texts.map { unsafe UnsafePointer(strdup($0)) }
  unsafe pointers.append(nil)
  defer {
    for index in 0...texts.count {
      unsafe free(UnsafeMutablePointer(mutating: pointers[index]))
    }
  }
  return unsafe pointers.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
}
