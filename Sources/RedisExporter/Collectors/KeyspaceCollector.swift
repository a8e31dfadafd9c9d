import Shared

/// How many keys each database has, from `db0:keys=2,expires=1,avg_ttl=994199` in `INFO`.
///
/// A server leaves out databases without keys, which are filled in, so that a database that was
/// emptied shows as empty.
struct KeyspaceCollector: RedisCollector {
  let name = "keyspace"
  private let includesEmpty: Bool
  private let config: ConfigCommand

  init(includeEmptyDatabases: Bool = true, config: ConfigCommand = ConfigCommand()) {
    includesEmpty = includeEmptyDatabases
    self.config = config
  }

  private static let keys = FamilyHeader("redis_db_keys", .gauge, "Keys in a database.")
  private static let expiring = FamilyHeader(
    "redis_db_keys_expiring", .gauge, "Keys in a database that will expire.")
  private static let ttl = FamilyHeader(
    "redis_db_avg_ttl_seconds", .gauge, "How long the keys that will expire have on average.")
  private static let cached = FamilyHeader(
    "redis_db_keys_cached", .gauge, "Keys in a database that KeyDB keeps in memory.")

  func commands(for server: ServerInfo) -> [Command] {
    guard includesEmpty, server.mode != .sentinel, !server.isClusterEnabled else { return [] }
    return config.get(["databases"]).map { [$0] } ?? []
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    let rows = rows(answers)
    var labels = LabelTable(["db"], rows: rows.count)
    for row in rows { labels.append("db\(row.index)".utf8.span) }
    metrics.samples(Self.keys, labels) { rows[$0].keys }
    metrics.samples(Self.expiring, labels) { rows[$0].expiring }
    metrics.samples(Self.ttl, labels) { rows[$0].ttl }
    metrics.samples(Self.cached, labels) { rows[$0].cached }
  }

  private struct Row {
    let index: Int
    var keys: NumberText?
    var expiring: NumberText?
    var ttl: NumberText?
    var cached: NumberText?

    init(empty index: Int) {
      self.index = index
      keys = NumberText("0".utf8.span)
      expiring = keys
    }

    init(_ index: Int, _ text: Span<UInt8>) {
      self.index = index
      var pairs = Pairs(text)
      while pairs.next() {
        if pairs.key.equals("keys") {
          keys = NumberText(pairs.value)
        } else if pairs.key.equals("expires") {
          expiring = NumberText(pairs.value)
        } else if pairs.key.equals("avg_ttl") {
          ttl = NumberText(pairs.value, dividedByTenToThe: 3)
        } else if pairs.key.equals("cached_keys") {
          cached = NumberText(pairs.value)
        }
      }
    }
  }

  private func rows(_ answers: Answers) -> [Row] {
    let info = answers.info
    var rows: [Int: Row] = [:]
    for line in info.lines where info.has(line, prefix: "db") {
      let key = info.key(of: line)
      guard let index = Int(String(copying: key.extracting(droppingFirst: 2))), index >= 0 else {
        continue
      }
      let row = Row(index, info.value(of: line))
      if row.keys != nil, row.expiring != nil { rows[index] = row }
    }
    if includesEmpty, answers.server.mode != .sentinel, !info.lines.isEmpty {
      for index in 0..<databases(answers) where rows[index] == nil {
        rows[index] = Row(empty: index)
      }
    }
    return rows.values.sorted { $0.index < $1.index }
  }

  /// How many databases there are; 16, as is usual, when the server does not say.
  private func databases(_ answers: Answers) -> Int {
    if answers.server.isClusterEnabled { return 1 }
    guard answers.count > 0, let reply = try? answers.reply(),
      let count = reply["databases"]?.integer
    else { return 16 }
    return Int(min(max(count, 0), 10_000))
  }
}
