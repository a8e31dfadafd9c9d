import Shared

/// Answers `/discover-cluster-nodes`: the nodes of a cluster, for Prometheus's HTTP discovery.
final class ClusterNodes: Sendable {
  private let login: Login
  private let namesHosts: Bool

  init(_ login: Login, namesHosts: Bool) {
    self.login = login
    self.namesHosts = namesHosts
  }

  func answer(_ request: HTTPRequest, by deadline: Deadline) -> HTTPResponse {
    do throws(RedisError) {
      let command = Command("CLUSTER", "NODES")
      let session = try login.open(by: deadline).0
      let reply = try session.ask([command], by: deadline)[0]
      if let words = reply.errorText { throw RedisError(refusing: command.name, words) }
      let targets = Self.targets(
        in: reply.text ?? "", scheme: login.address.usesTLS ? "rediss" : "redis",
        namesHosts: namesHosts)
      return HTTPResponse(
        .ok, contentType: "application/json",
        body: Array("[{\"targets\": [\(targets.map(Self.quoted).joined(separator: ", "))]}]\n".utf8)
      )
    } catch {
      return .text(.internalServerError, "The nodes of the cluster are not known: \(error)\n")
    }
  }

  /// Reads lines such as `id 10.0.0.1:6379@16379,cache1 myself,master - 0 0 1 connected 0-16383`.
  static func targets(in nodes: String, scheme: String, namesHosts: Bool) -> [String] {
    nodes.split(whereSeparator: \.isNewline).compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count > 2, !fields[2].split(separator: ",").contains("noaddr") else {
        return nil
      }
      let parts = fields[1].split(separator: ",", omittingEmptySubsequences: false)
      let address = parts[0].prefix { $0 != "@" }
      guard let colon = address.lastIndex(of: ":") else { return nil }
      let port = address[address.index(after: colon)...]
      var host = address[..<colon]
      if namesHosts, parts.count > 1, !parts[1].isEmpty { host = parts[1] }
      guard !host.isEmpty else { return nil }
      return "\(scheme)://" + (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    }
  }

  /// Hosts' names come from the nodes.
  private static func quoted(_ text: String) -> String {
    let safe = text.unicodeScalars.filter {
      $0.value > 0x20 && $0 != "\"" && $0 != "\\" && $0.value < 0x7F
    }
    return "\"\(String(String.UnicodeScalarView(safe)))\""
  }
}
