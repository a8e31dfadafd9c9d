/// A cluster of three nodes, each of which has a third of the slots.
///
/// One that is gone takes its keys with it, and no others.
package final class RedisCluster: Sendable {
  package let nodes: [RedisServer]

  /// - Parameter announced: The port that the third node says it has, whoever listens there.
  package init(announcing announced: Int? = nil) throws {
    let nodes = try (0..<3).map { index in
      let lie = index == 2 ? announced.map { "cluster-announce-port \($0)" } : nil
      return try RedisServer("cluster-require-full-coverage no", lie ?? "", mode: .cluster)
    }
    self.nodes = nodes
    for (node, slots) in zip(nodes, ["0 5460", "5461 10922", "10923 16383"]) {
      let bounds = slots.split(separator: " ").map(String.init)
      try node.cli("cluster", "addslotsrange", bounds[0], bounds[1])
    }
    for node in nodes.dropFirst() {
      guard let port = node.port, let clusterPort = node.clusterPort else { continue }
      try nodes[0].cli("cluster", "meet", "127.0.0.1", "\(port)", "\(clusterPort)")
    }
    for node in nodes {
      try wait(seconds: 60, for: "the nodes to know each other") {
        let info = try node.cli("cluster", "info")
        return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3")
          && info.contains("cluster_slots_ok:16384")
      }
    }
  }

  /// Asks the node that has the key.
  @discardableResult
  package func cli(_ words: String...) throws -> String {
    guard let port = nodes[0].port else { return "" }
    return try Child(["redis-cli", "-c", "-p", "\(port)"] + words, capturesOutput: true).finish()
  }

  /// Moves a slot from a node to another, as far as `step` says.
  package func move(slot: Int, from source: Int, to target: Int, _ step: MoveStep) throws {
    let ids = try nodes.map { try $0.cli("cluster", "myid") }
    switch step {
    case .half:
      try nodes[target].cli("cluster", "setslot", "\(slot)", "importing", ids[source])
      try nodes[source].cli("cluster", "setslot", "\(slot)", "migrating", ids[target])
    case .whole:
      for node in [nodes[target], nodes[source]] {
        try node.cli("cluster", "setslot", "\(slot)", "node", ids[target])
      }
    }
  }

  package enum MoveStep: Sendable {
    /// Keys that are still with the source are answered there, others are asked of the target.
    case half
    /// The target has it.
    case whole
  }
}
