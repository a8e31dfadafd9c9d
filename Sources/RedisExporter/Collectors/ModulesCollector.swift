import Shared

/// The modules that are loaded and what they say of themselves, from `INFO MODULES`.
struct ModulesCollector: RedisCollector {
  let name = "modules"

  func commands(for server: ServerInfo) -> [Command] {
    server.mode == .sentinel ? [] : [Command("INFO", "MODULES")]
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    guard answers.count > 0 else { return }
    let info = InfoReply(try answers.reply().text ?? "")
    metrics.family("redis_module_info", .gauge, "A module that is loaded.")
    for line in info.lines where info.key(of: line).equals("module") {
      let text = info.value(of: line)
      func value(_ key: StaticString) -> String {
        String(copying: Pairs.value(of: key, in: text).label)
      }
      metrics.sample(
        1,
        [
          Label("name", value("name")), Label("ver", value("ver")), Label("api", value("api")),
          Label("filters", value("filters")), Label("usedby", value("usedby")),
          Label("using", value("using")),
        ])
    }
    for line in info.lines {
      if let field = InfoFields.modules[info.key(of: line)] {
        field.write(info.value(of: line), into: &metrics)
      }
    }
  }
}
