import Shared

/// How the cluster is, as this node sees it, from `CLUSTER INFO`.
struct ClusterCollector: RedisCollector {
  let name = "cluster"

  /// A stranger's reply makes no more families than this.
  private static let mostFields = 100

  private static let known = InfoFields([
    .gauge("cluster_state", "redis_cluster_state", "Whether the cluster accepts queries."),
    .gauge(
      "cluster_slots_assigned", "redis_cluster_slots_assigned", "Slots that a node is in charge of."
    ),
    .gauge("cluster_slots_ok", "redis_cluster_slots_ok", "Slots whose node is well."),
    .gauge(
      "cluster_slots_pfail", "redis_cluster_slots_pfail",
      "Slots whose node this one cannot reach."),
    .gauge(
      "cluster_slots_fail", "redis_cluster_slots_fail", "Slots whose node is agreed to have failed."
    ),
    .gauge("cluster_known_nodes", "redis_cluster_known_nodes", "Nodes that this one knows."),
    .gauge("cluster_size", "redis_cluster_size", "Primaries that are in charge of slots."),
    .gauge("cluster_current_epoch", "redis_cluster_current_epoch", "The cluster's epoch."),
    .gauge("cluster_my_epoch", "redis_cluster_my_epoch", "The epoch of this node's configuration."),
    .gauge(
      "cluster_stats_messages_sent", "redis_cluster_messages_sent_total",
      "Messages that were sent over the cluster's bus."),
    .gauge(
      "cluster_stats_messages_received", "redis_cluster_messages_received_total",
      "Messages that were received over the cluster's bus."),
    .counter(
      "total_cluster_links_buffer_limit_exceeded",
      "redis_cluster_links_buffer_limit_exceeded_total",
      "Links to other nodes that were closed since too much waited to be sent."),
  ])

  func commands(for server: ServerInfo) -> [Command] {
    server.isClusterEnabled ? [Command("CLUSTER", "INFO")] : []
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    guard answers.count > 0 else { return }
    let info = InfoReply(try answers.reply().text ?? "")
    for line in info.lines.prefix(Self.mostFields) {
      let key = info.key(of: line)
      if let field = Self.known[key] {
        field.write(info.value(of: line), into: &metrics)
      } else if key.starts(with: "cluster_"), let value = NumberText(info: info.value(of: line)) {
        let name =
          "redis_" + String(info.keyText(of: line).label.map { $0.isNameCharacter ? $0 : "_" })
        metrics.single(FamilyHeader(name, .gauge, "What CLUSTER INFO tells by this name."), value)
      }
    }
  }
}

extension Character {
  fileprivate var isNameCharacter: Bool { isASCII && (isLetter || isNumber || self == "_") }
}
