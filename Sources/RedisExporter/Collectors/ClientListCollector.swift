import Shared

/// Each client that is connected, from `CLIENT LIST`: many series, so only on request.
struct ClientListCollector: RedisCollector {
  let name = "client_list"
  private let includesPort: Bool
  private let mostSeries: Int

  /// - Parameter mostSeries: Clients whose series would be more than this are left out.
  init(exportClientPort: Bool = false, mostSeries: Int = 10_000) {
    includesPort = exportClientPort
    self.mostSeries = mostSeries
  }

  private static let numbers: [(key: String, header: FamilyHeader)] = [
    ("sub", gauge("channel_subscriptions_count", "Channels that a client subscribes to.")),
    (
      "psub",
      gauge("pattern_matching_subscriptions_count", "Patterns that a client subscribes to.")
    ),
    (
      "ssub", gauge("shard_channel_subscriptions_count", "Sharded channels a client subscribes to.")
    ),
    ("watch", gauge("shard_channel_watched_keys", "Keys that a client watches.")),
    ("qbuf", gauge("query_buffer_length_bytes", "Bytes in a client's query buffer.")),
    ("qbuf-free", gauge("query_buffer_free_space_bytes", "Free bytes in a client's query buffer.")),
    ("obl", gauge("output_buffer_length_bytes", "Bytes in a client's fixed output buffer.")),
    ("oll", gauge("output_list_length", "Replies that are queued for a client.")),
    ("omem", gauge("output_buffer_memory_usage_bytes", "Bytes of a client's queued replies.")),
    ("tot-mem", gauge("total_memory_consumed_bytes", "Bytes that a client takes in all.")),
  ]
  private static let created = gauge(
    "created_at_timestamp", "When a client connected, in seconds since 1970.")
  private static let idleSince = gauge(
    "idle_since_timestamp", "When a client last sent something, in seconds since 1970.")

  private static func gauge(_ name: String, _ help: String) -> FamilyHeader {
    FamilyHeader("redis_connected_client_\(name)", .gauge, help)
  }

  func commands(for server: ServerInfo) -> [Command] { [Command("CLIENT", "LIST")] }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    guard answers.count > 0 else { return }
    let text = try answers.reply().text ?? ""
    let all = text.split(separator: "\n").compactMap { Client($0) }
    let clients = Array(all.prefix(mostSeries / (Self.numbers.count + 3)))
    metrics.family("redis_connected_client_info", .gauge, "A client that is connected.")
    for client in clients { metrics.sample(1, client.labels(withPort: includesPort)) }

    writeDetails(clients, now: StartTime.now(answers.info), into: &metrics)

    var labels = LabelTable(["id", "name"], rows: clients.count)
    for client in clients {
      labels.append(client["id"].utf8.span.label)
      labels.append(client["name"].utf8.span.label)
    }
    let now = StartTime.now(answers.info)
    for (key, header) in [("age", Self.created), ("idle", Self.idleSince)] {
      metrics.samples(header, labels) { row in
        Int(clients[row][key]).flatMap { NumberText("\(now - $0)".utf8.span) }
      }
    }
    for (key, header) in Self.numbers {
      metrics.samples(header, labels) { NumberText(clients[$0][key].utf8.span) }
    }
    if clients.count < all.count {
      throw Partial(
        RedisError(
          .other,
          "\(all.count) clients are more than \(mostSeries) series: "
            + "\(all.count - clients.count) are left out"))
    }
  }
}

extension ClientListCollector {
  /// The name and labels that older releases of upstream have; what moves is in them, too.
  private func writeDetails(
    _ clients: [Client], now: Int, into metrics: inout MetricWriter
  ) {
    metrics.family(
      "redis_connected_clients_details", .gauge, "A client that is connected, as of old.")
    var seen: Set<Labels> = []
    for client in clients {
      let labels = client.details(now: now, withPort: includesPort)
      if seen.insert(labels).inserted { metrics.sample(1, labels) }
    }
  }
}

/// `id=3 addr=127.0.0.1:51220 … name= age=40 …`, a line of `CLIENT LIST`.
private struct Client {
  private var fields: [Substring: Substring] = [:]

  init?(_ line: Substring) {
    for pair in line.split(separator: " ") {
      guard let equals = pair.firstIndex(of: "=") else { continue }
      fields[pair[..<equals]] = pair[pair.index(after: equals)...]
    }
    guard fields["id"] != nil, fields["addr"] != nil else { return nil }
  }

  /// The value of a field, or nothing.
  subscript(key: String) -> String { String(fields[key[...]] ?? "") }

  private var address: (host: String, port: String) {
    let address = self["addr"]
    let colon = address.lastIndex(of: ":") ?? address.endIndex
    return (String(address[..<colon]), String(address[colon...].dropFirst()))
  }

  func details(now: Int, withPort includesPort: Bool) -> Labels {
    func moment(_ key: String) -> String { Int(self[key]).map { "\(now - $0)" } ?? "" }
    var pairs = [
      (name: "cmd", value: self["cmd"].label), ("created_at", moment("age")),
      ("db", self["db"].label), ("flags", self["flags"].label), ("host", address.host.label),
      ("idle_since", moment("idle")), ("name", self["name"].label), ("omem", self["omem"].label),
    ]
    if includesPort { pairs.append(("port", address.port.label)) }
    return Labels(pairs: pairs)
  }

  func labels(withPort includesPort: Bool) -> Labels {
    var pairs = [
      (name: "id", value: self["id"].label), ("name", self["name"].label),
      ("flags", self["flags"].label), ("db", self["db"].label),
      ("host", address.host.label),
    ]
    if includesPort { pairs.append(("port", address.port.label)) }
    for key in ["user", "resp"] where fields[key[...]] != nil {
      pairs.append((key, self[key].label))
    }
    return Labels(pairs: pairs)
  }
}
