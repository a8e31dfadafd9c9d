import Shared
import Testing

@testable import RedisExporter

extension Reply {
  /// The first reply in bytes as a server sends them.
  init(parsing text: String) throws {
    let reader = try ReplyReader(limit: 1 << 24, longestText: 1 << 24)
    try reader.feed(text.utf8)
    self = try #require(try reader.next())
  }
}

extension ReplyReader {
  /// Takes bytes as they came, and returns how many of them are kept.
  @discardableResult
  func feed(_ bytes: some Sequence<UInt8>) throws(RedisError) -> Int {
    let bytes = Array(bytes)
    return try feed(bytes.span)
  }
}

/// What a server sends.
enum Wire {
  static func string(_ text: String) -> String { "$\(text.utf8.count)\r\n\(text)\r\n" }

  static func array(_ elements: [String]) -> String {
    "*\(elements.count)\r\n" + elements.joined()
  }

  /// An array of strings.
  static func strings(_ texts: String...) -> String { array(texts.map { string($0) }) }

  /// As a server refuses what the user may not do.
  static let refusal = "-NOPERM this user has no permissions to run this command\r\n"
  static let unknown = "-ERR unknown command 'X', with args beginning with: \r\n"
}

/// What a collector writes of replies to its own commands.
struct Scrape {
  let text: String
  /// What it threw.
  let error: (any Error)?

  init(_ collector: some RedisCollector, info: String, _ replies: String...) throws {
    let info = InfoReply(info)
    let server = ServerInfo(info)
    let commands = collector.commands(for: server)
    try #require(commands.count == replies.count)
    let answers = Answers(info, server, commands, try replies.map { try Reply(parsing: $0) })
    var metrics = MetricWriter()
    var error: (any Error)?
    do { try collector.write(answers, into: &metrics) } catch let caught { error = caught }
    text = String(decoding: metrics.written.bytes, as: UTF8.self)
    self.error = error
    #expect(metrics.duplicates.isEmpty)
  }

  /// The lines of samples.
  var samples: [String] {
    text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
  }
}
