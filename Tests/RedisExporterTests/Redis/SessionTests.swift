import Foundation
import Shared
import Testing

@testable import RedisExporter

@Suite struct SessionTests {
  /// A session whose other end says this, and hangs up when it is over.
  private func session(hearing reply: [UInt8]) throws -> Session {
    var ends: [CInt] = [-1, -1]
    try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    let (ours, theirs) = (ends[0], ends[1])
    try #require(fcntl(ours, F_SETFL, O_NONBLOCK) == 0)
    Thread.detachNewThread {
      var sent = 0
      while sent < reply.count {
        let count = unsafe reply.withUnsafeBytes {
          unsafe send(theirs, $0.baseAddress! + sent, reply.count - sent, CInt(MSG_NOSIGNAL))
        }
        if count <= 0 { break }
        sent += count
      }
      // Until we have hung up.
      var rest = [UInt8](repeating: 0, count: 4096)
      while unsafe recv(theirs, &rest, rest.count, 0) > 0 {}
      close(theirs)
    }
    let link = Link(
      FileDescriptor(owning: ours), PlainTransport(socket: ours), place: "redis://cache1:6379")
    return try Session(link, place: "redis://cache1:6379", ServerFigures())
  }

  @Test func aListOfTooManyClientsCostsItselfOnly() throws {
    // More than is kept of all replies together.
    let length = 80 << 20
    let reply =
      Array("+before\r\n$\(length)\r\n".utf8) + [UInt8](repeating: UInt8(ascii: "x"), count: length)
      + Array("\r\n+behind\r\n".utf8)
    let session = try session(hearing: reply)
    let commands = [Command("PING"), Command("CLIENT", "LIST"), Command("PING")]
    let replies = try session.ask(commands, by: Deadline(in: .seconds(60)))
    #expect(replies[0].text == "before")
    #expect(replies[1].errorText == "a text of more than 16777216 bytes is left out")
    #expect(replies[2].text == "behind")
    #expect(session.isUsable)

    // Said in words that stay, so that the log has them once.
    let info = InfoReply("redis_version:7.0.15\r\n")
    let answers = Answers(info, ServerInfo(info), [commands[1]], [replies[1]])
    var metrics = MetricWriter()
    let error = #expect(throws: RedisError.self) {
      try ClientListCollector().write(answers, into: &metrics)
    }
    #expect(
      error?.description == "CLIENT LIST: a text of more than 16777216 bytes is left out")
  }

  @Test func aLineWithoutEndIsTheEndOfTheSession() throws {
    let reply = Array("+OK\r\n+".utf8) + [UInt8](repeating: UInt8(ascii: "0"), count: 1 << 20)
    let session = try session(hearing: reply)
    let error = #expect(throws: RedisError.self) {
      _ = try session.ask([Command("PING"), Command("PING")], by: Deadline(in: .seconds(60)))
    }
    #expect(error?.reason == .protocol)
    #expect(error?.description.contains("a line of more than 65536 bytes") == true)
    #expect(!session.isUsable)
  }
}
