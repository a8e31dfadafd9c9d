import Glibc
import Shared

/// A question to a name server and its answer.
struct DNSExchange {
  let question: DNSMessage.Question
  let id: UInt16
  let query: [UInt8]

  init(_ question: DNSMessage.Question, asksForRecursion: Bool) {
    self.question = question
    // Of the kernel's random numbers: who guesses it could answer in the server's place.
    id = UInt16.random(in: .min ... .max)
    query = DNSMessage.query(question, id: id, asksForRecursion: asksForRecursion)
  }

  /// Asks by a datagram, over a socket that is connected, so that the kernel drops what others send.
  ///
  /// What does not answer the question is not for us, and is no reason to stop waiting.
  func ask(
    _ socket: CInt, _ name: String, by deadline: Deadline, on loop: EventLoop
  ) async throws(ProbeFailure) -> DNSMessage {
    let sent = unsafe send(socket, query, query.count, CInt(MSG_NOSIGNAL))
    guard sent == query.count else { throw ProbeFailure(SystemError("ask", name)) }
    var ignored = 0
    while try await loop.isReady(socket, .read, by: deadline), !deadline.hasPassed {
      guard let bytes = try receive(socket, name) else { continue }
      do throws(MalformedDNSMessage) {
        let message = try DNSMessage(bytes)
        if message.answers(question, id: id) { return message }
      } catch {
        if bytes.starts(with: query.prefix(2)) { throw Self.malformed(name, error.description) }
      }
      ignored += 1
    }
    throw .late(ignored == 0 ? "ask \(name)" : "ask \(name): \(ignored) answers to other questions")
  }

  /// Asks over a connection, where a message has its length before it.
  func ask(_ connection: ProbeConnection) async throws(ProbeFailure) -> DNSMessage {
    try await connection.send([UInt8(query.count >> 8), UInt8(query.count & 0xFF)] + query)
    while true {
      let received = Array(connection.received)
      if received.count >= 2 {
        let count = Int(received[0]) << 8 | Int(received[1])
        if received.count >= 2 + count {
          return try read(Array(received[2..<2 + count]), connection.name)
        }
      }
      guard try await connection.receive() else {
        throw ProbeFailure(.reset, "\(connection.name) ended the connection before it answered")
      }
    }
  }

  private func read(_ bytes: [UInt8], _ name: String) throws(ProbeFailure) -> DNSMessage {
    let message: DNSMessage
    do throws(MalformedDNSMessage) {
      message = try DNSMessage(bytes)
    } catch {
      throw Self.malformed(name, error.description)
    }
    guard message.answers(question, id: id) else {
      throw ProbeFailure(.protocol, "what \(name) sent is not an answer to the question")
    }
    return message
  }

  /// A datagram, if there still is one.
  private func receive(_ socket: CInt, _ name: String) throws(ProbeFailure) -> [UInt8]? {
    var code: CInt = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 65535) { buffer, count in
      let result = unsafe recv(socket, buffer.baseAddress, buffer.count, 0)
      code = result < 0 ? errno : 0
      count = max(0, result)
    }
    switch code {
    case 0: return bytes
    case EAGAIN, EINTR: return nil
    default: throw ProbeFailure(SystemError("ask", name, code: code))
    }
  }

  private static func malformed(_ name: String, _ reason: String) -> ProbeFailure {
    ProbeFailure(.protocol, "the answer of \(name) is not a message of DNS: \(reason)")
  }
}
