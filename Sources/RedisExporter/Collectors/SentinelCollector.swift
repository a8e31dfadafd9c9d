import Shared

/// What a sentinel says of the primaries that it watches, in `INFO` and in answer to `SENTINEL`.
///
/// The questions about one primary need its name: it is one that the last `INFO` told.
struct SentinelCollector: RedisCollector {
  let name = "sentinel"
  private let includesPeers: Bool
  private let includesConfig: Bool
  private let isRedacted: Bool

  init(
    includePeerInfo: Bool = false, includeConfigMetrics: Bool = false, redact: Bool = true
  ) {
    includesPeers = includePeerInfo
    includesConfig = includeConfigMetrics
    isRedacted = redact
  }

  /// More primaries than this are not asked about one by one.
  private static let mostMasters = 200

  func commands(for server: ServerInfo) -> [Command] {
    guard server.mode == .sentinel else { return [] }
    var commands = [Command("SENTINEL", "MASTERS")]
    if includesConfig { commands.append(Command("SENTINEL", "CONFIG", "GET", "*")) }
    for name in server.masterNames.prefix(Self.mostMasters) {
      commands.append(Command("SENTINEL", "CKQUORUM", name, name: "SENTINEL CKQUORUM"))
      commands.append(Command("SENTINEL", "SENTINELS", name, name: "SENTINEL SENTINELS"))
      commands.append(Command("SENTINEL", "SLAVES", name, name: "SENTINEL SLAVES"))
    }
    return commands
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    WatchedPrimaries.write(answers.info, into: &metrics)
    guard answers.count > 0 else { return }
    let masters: Reply
    do { masters = try answers.reply(0) } catch { throw Partial(error) }
    var failure: (any Error)?
    let first = includesConfig ? 2 : 1
    if includesConfig {
      do { writeConfig(try answers.reply(1), into: &metrics) } catch is Absent {
        // Sentinels before 6.2 have no such command.
      } catch { failure = error }
    }
    let details = masters.elements.compactMap { MasterDetails($0) }
    MasterDetails.write(details, into: &metrics)

    let names = answers.asked.masterNames.prefix((answers.count - first) / 3)
    var states: [MasterState] = []
    for (index, name) in names.enumerated() {
      guard let master = details.first(where: { $0.name == name }) else { continue }
      states.append(MasterState(master, answers, first + 3 * index))
    }
    MasterState.write(states, withPeers: includesPeers, into: &metrics)
    if let failure = failure ?? states.lazy.compactMap(\.failure).first { throw Partial(failure) }
    if answers.server.masterNames.count > Self.mostMasters {
      throw Partial(RedisError(.other, "more than \(Self.mostMasters) primaries are watched"))
    }
  }

  private func writeConfig(_ reply: Reply, into metrics: inout MetricWriter) {
    var shown: [(key: String, value: Reply)] = []
    for place in stride(from: 0, to: reply.count - 1, by: 2) {
      guard let key = reply[place].text, !isRedacted || !SecretParameters.contains(key) else {
        continue
      }
      shown.append((key, reply[place + 1]))
    }
    metrics.family(
      "redis_sentinel_config_key_value", .gauge, "A sentinel's parameter with its value.")
    for (key, value) in shown {
      metrics.sample(1, [Label("key", key.label), Label("value", (value.text ?? "").label)])
    }
    metrics.family(
      "redis_sentinel_config_value", .gauge, "A sentinel's parameter that is a number.")
    for (key, value) in shown {
      if let number = NumberText(value.bytes) { metrics.sample(number, [Label("key", key.label)]) }
    }
  }
}

/// `master0:name=mymaster,status=ok,address=127.0.0.1:6379,slaves=1,sentinels=1` in `INFO`.
private enum WatchedPrimaries {
  private static let slaves = FamilyHeader(
    "redis_sentinel_master_slaves", .gauge, "Replicas that the sentinel knows of a primary.")
  private static let sentinels = FamilyHeader(
    "redis_sentinel_master_sentinels", .gauge, "Sentinels that watch a primary, this one included.")

  static func write(_ info: InfoReply, into metrics: inout MetricWriter) {
    let lines = info.lines.filter { line in
      info.has(line, prefix: "master") && info.value(of: line).starts(with: "name=")
    }
    guard !lines.isEmpty else { return }
    metrics.family(
      "redis_sentinel_master_status", .gauge, "Whether the sentinel finds a primary to be well.")
    var labels = LabelTable(["master_name", "master_address"], rows: lines.count)
    for line in lines {
      let text = info.value(of: line)
      let name = Pairs.value(of: "name", in: text).label
      let address = Pairs.value(of: "address", in: text).label
      let status = Pairs.value(of: "status", in: text)
      labels.append(name)
      labels.append(address)
      metrics.sample(
        status.equals("ok"),
        [
          Label("master_name", String(copying: name)),
          Label("master_address", String(copying: address)),
          Label("master_status", String(copying: status.label)),
        ])
    }
    metrics.samples(slaves, labels) {
      NumberText(Pairs.value(of: "slaves", in: info.value(of: lines[$0])))
    }
    metrics.samples(sentinels, labels) {
      NumberText(Pairs.value(of: "sentinels", in: info.value(of: lines[$0])))
    }
  }
}
