import Shared

/// The size of the dump on disk, where the exporter runs beside the server and may look at it.
struct DumpSizeCollector: RedisCollector {
  let name = "rdb_file_size"
  private let config: ConfigCommand

  init(config: ConfigCommand = ConfigCommand()) { self.config = config }

  func commands(for server: ServerInfo) -> [Command] {
    server.mode == .sentinel ? [] : config.get(["dir", "dbfilename"], from: server)
  }

  /// - Throws: `Absent` when there is no dump, or it is on another machine.
  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    var values: [String: String] = [:]
    for index in 0..<answers.count {
      let reply = try answers.reply(index)
      for name in ["dir", "dbfilename"] { values[name] = reply[name]?.text ?? values[name] }
    }
    guard let folder = values["dir"], let file = values["dbfilename"], folder.hasPrefix("/"),
      !file.isEmpty
    else { throw Absent("the path of the dump") }
    let path = "\(folder)/\(file)"
    do throws(SystemError) {
      let status = try FileStatus(of: path)
      guard status.isRegular else { throw SystemError("stat", path, code: 22) }
      metrics.gauge(
        "redis_rdb_current_size_bytes", "Bytes of the dump on this machine's disk.", status.size)
    } catch {
      if error.isNotFound { throw Absent(error.description) }
      throw error
    }
  }
}
