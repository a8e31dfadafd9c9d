import Shared

/// What Tile38, which speaks the same protocol, says in answer to `SERVER EXT`.
struct Tile38Collector: RedisCollector {
  let name = "tile38"

  func commands(for server: ServerInfo) -> [Command] { [Command("SERVER", "EXT")] }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    guard answers.count > 0 else { return }
    let reply = try answers.reply()
    for place in stride(from: 0, to: reply.count - 1, by: 2) {
      guard let field = InfoFields.ofTile38[reply[place].bytes] else { continue }
      let value = reply[place + 1]
      if value.kind == .integer, let integer = value.integer {
        field.write("\(integer)".utf8.span, into: &metrics)
      } else {
        field.write(value.bytes, into: &metrics)
      }
    }
  }
}
