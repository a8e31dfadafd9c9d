import Shared

/// A primary in the reply to `SENTINEL MASTERS`.
struct MasterDetails {
  let name: String
  let address: String
  private let reply: Reply

  init?(_ reply: Reply) {
    guard let name = reply["name"]?.text, let ip = reply["ip"]?.text, let port = reply["port"]?.text
    else { return nil }
    self.name = name
    address = "\(ip):\(port)"
    self.reply = reply
  }

  private static let settings: [(key: String, places: Int, header: FamilyHeader)] = [
    (
      "quorum", 0, gauge("setting_ckquorum", "Sentinels that must agree that a primary is down.")
    ),
    (
      "failover-timeout", 0, gauge("setting_failover_timeout", "Milliseconds a failover may take.")
    ),
    (
      "parallel-syncs", 0,
      gauge("setting_parallel_syncs", "Replicas that may be synchronised at once after a failover.")
    ),
    (
      "down-after-milliseconds", 0,
      gauge("setting_down_after_milliseconds", "Milliseconds of silence after which it is down.")
    ),
    ("config-epoch", 0, gauge("config_epoch", "The epoch of a primary's configuration.")),
    (
      "last-ok-ping-reply", 3,
      gauge("last_ok_ping_reply_seconds", "Seconds since a primary last answered well.")
    ),
  ]

  private static func gauge(_ name: String, _ help: String) -> FamilyHeader {
    FamilyHeader("redis_sentinel_master_\(name)", .gauge, help)
  }

  static func write(_ masters: [MasterDetails], into metrics: inout MetricWriter) {
    var labels = LabelTable(["master_name", "master_address"], rows: masters.count)
    for master in masters {
      labels.append(master.name.utf8.span.label)
      labels.append(master.address.utf8.span.label)
    }
    for setting in settings {
      metrics.samples(setting.header, labels) { row in
        guard let value = masters[row].reply[setting.key] else { return nil }
        return setting.places == 0
          ? NumberText(value.bytes) : NumberText(value.bytes, dividedByTenToThe: setting.places)
      }
    }
  }
}

/// What the sentinel answers to the three questions about one primary.
struct MasterState {
  private let master: MasterDetails
  private var quorum: (isReached: Bool, message: String)?
  private var sentinels: Reply?
  private var slaves: Reply?
  /// The first question that was refused.
  private(set) var failure: (any Error)?

  /// - Parameter index: Of the first of the three replies.
  init(_ master: MasterDetails, _ answers: Answers, _ index: Int) {
    self.master = master
    do {
      let reply = try answers.reply(index)
      quorum = (true, reply.text ?? "")
    } catch let error as RedisError where error.description.contains("NOQUORUM") {
      // An answer, not a refusal: the name of the command before it is ours.
      quorum = (false, String(error.description.drop { $0 != ":" }.dropFirst(2)))
    } catch { failure = error }
    do { sentinels = try answers.reply(index + 1) } catch { failure = failure ?? error }
    do { slaves = try answers.reply(index + 2) } catch { failure = failure ?? error }
  }

  static func write(
    _ states: [MasterState], withPeers includesPeers: Bool, into metrics: inout MetricWriter
  ) {
    metrics.family(
      "redis_sentinel_master_ckquorum_status", .gauge,
      "Whether enough sentinels can be reached for a failover.")
    for state in states {
      guard let quorum = state.quorum else { continue }
      metrics.sample(
        quorum.isReached,
        [
          Label("master_name", state.master.name.label), Label("message", quorum.message.label),
        ])
    }
    metrics.family(
      "redis_sentinel_master_ok_sentinels", .gauge,
      "Sentinels of a primary that are well, this one included.")
    for state in states {
      guard let sentinels = state.sentinels else { continue }
      metrics.sample(1 + Self.well(sentinels), state.labels)
    }
    metrics.family(
      "redis_sentinel_master_ok_slaves", .gauge, "Replicas of a primary that are well.")
    for state in states {
      guard let slaves = state.slaves else { continue }
      metrics.sample(Self.well(slaves), state.labels)
    }
    guard includesPeers else { return }
    metrics.family(
      "redis_sentinel_peer_info", .gauge, "Another sentinel that watches the same primary.")
    for state in states {
      for peer in state.sentinels?.elements.map({ $0 }) ?? [] {
        func value(_ key: String) -> String { (peer[key]?.text ?? "").label }
        metrics.sample(
          1,
          [
            Label("master_name", state.master.name.label),
            Label("master_address", state.master.address.label), Label("name", value("name")),
            Label("ip", value("ip")), Label("port", value("port")),
            Label("runid", value("runid")), Label("flags", value("flags")),
          ])
      }
    }
  }

  private var labels: Labels {
    Labels([
      Label("master_name", master.name.label), Label("master_address", master.address.label),
    ])
  }

  /// How many of these are down neither in this sentinel's opinion nor in that of all.
  private static func well(_ instances: Reply) -> Int {
    instances.elements.count { instance in
      guard let flags = instance["flags"]?.text else { return false }
      return !flags.split(separator: ",").contains { $0 == "s_down" || $0 == "o_down" }
    }
  }
}
