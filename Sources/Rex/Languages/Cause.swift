/// Kinds of causes, each with its usual remedies.
enum Cause: String, Sendable, CaseIterable {
  case database, connections, cache, worker, container, disk, cpu, memory, requests, certificate,
    server, backup,
    monitoring, page

  /// By an alert's labels and name.
  init(_ labels: [String: String]) {
    let name = labels["alertname"] ?? ""
    let byName: [(part: String, cause: Cause)] = [
      ("Certificate", .certificate), ("Connections", .connections), ("Spam", .requests),
      ("Flood", .requests), ("Disk", .disk), ("Inode", .disk), ("Filesystem", .disk),
      ("Memory", .memory),
      ("Oom", .memory), ("OOM", .memory), ("Cpu", .cpu), ("CPU", .cpu), ("Load", .cpu),
      ("Unreachable", .server), ("Backup", .backup), ("Queue", .worker), ("Worker", .worker),
    ]
    if let known = byName.first(where: { name.contains($0.part) }) {
      self = known.cause
      return
    }
    self =
      switch labels["service"] {
      case "postgres": .database
      case "redis": .cache
      case "worker": .worker
      case "docker": .container
      case "host": .server
      case "backup": .backup
      case "vote", "result", "journey": .page
      default: .monitoring
      }
  }
}
