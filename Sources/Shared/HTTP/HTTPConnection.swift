/// One client: its socket, what has come of its request, and what is left of its answer.
///
/// An idle connection holds no buffers.
final class HTTPConnection {
  enum Phase {
    /// Waits for a request, or for the rest of one.
    case receiving
    /// A handler is at work on its request.
    case running
    /// Its answer is being written.
    case sending
    /// The answer is written; what still comes is thrown away until the client has read it.
    ///
    /// Closing a socket with unread bytes makes the kernel reset it, and the client would lose
    /// the answer that tells it what was wrong.
    case lingering
    case closed
  }

  /// An answer on its way.
  struct Outgoing {
    let head: [UInt8]
    let body: [UInt8]
    var sent = 0
    /// When it must be out, in nanoseconds.
    let end: UInt64
    /// What happens once it is out.
    let then: Phase

    /// Bytes of memory that it holds until it is out.
    var size: Int { head.count + body.count }
  }

  let socket: FileDescriptor
  /// Tells this connection from earlier ones with the same descriptor.
  let token: UInt64
  var transport: any Transport
  var parser: HTTPRequestParser
  var phase = Phase.receiving
  var outgoing: Outgoing?
  var interest: Epoll.Interest = .read
  /// What of the loop's ``HTTPLoop/received`` is this connection's.
  var received = 0
  /// Bytes thrown away while lingering.
  var discarded = 0
  /// What the answer under way depends on in its request.
  var answering: HTTPRequest?

  init(
    socket: consuming FileDescriptor, token: UInt64, _ configuration: HTTPServerConfiguration
  ) {
    self.token = token
    transport = configuration.makeTransport(socket.rawValue)
    parser = HTTPRequestParser(limits: configuration.requestLimits)
    self.socket = socket
  }

  var slot: Int { Int(socket.rawValue) }

  /// Writes what the network takes of the answer.
  func write() -> TransportResult {
    guard let outgoing else { return .closed }
    let headCount = outgoing.head.count
    let result = transport.write(
      outgoing.head.span.extracting(min(outgoing.sent, headCount)...),
      outgoing.body.span.extracting(max(0, outgoing.sent - headCount)...))
    if case .done(let count) = result { self.outgoing?.sent += count }
    return result
  }
}
