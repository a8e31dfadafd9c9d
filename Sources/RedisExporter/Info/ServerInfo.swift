import Shared

/// What a server is, as it said in its last `INFO`: which commands are worth sending depends on it.
struct ServerInfo: Sendable, Equatable {
  enum Mode: String, Sendable { case standalone, cluster, sentinel }

  /// Of Redis, or that of Redis which Valkey and KeyDB say they are compatible with.
  var version = RedisVersion()
  /// `nil` when it is not Valkey.
  var valkeyVersion: RedisVersion?
  var mode = Mode.standalone
  var isClusterEnabled = false
  /// Whether it is the primary, as every server is that replicates no other.
  var isPrimary = true
  /// The primaries that a sentinel watches, by their names in `master0:name=…`.
  var masterNames: [String] = []

  init() {}

  init(_ info: InfoReply) {
    version = RedisVersion(info["redis_version"] ?? "")
    valkeyVersion = info["valkey_version"].map { RedisVersion($0) }
    mode = Mode(rawValue: info["redis_mode"] ?? info["server_mode"] ?? "") ?? .standalone
    isClusterEnabled = info["cluster_enabled"] == "1"
    isPrimary = info["role"].map { $0 == "master" } ?? true
    if mode == .sentinel { masterNames = Self.masterNames(info) }
  }
}

extension ServerInfo {
  private static func masterNames(_ info: InfoReply) -> [String] {
    var names: [String] = []
    for line in info.lines where info.has(line, prefix: "master") {
      let value = info.value(of: line)
      guard value.starts(with: "name=") else { continue }
      names.append(String(copying: Pairs.value(of: "name", in: value)))
    }
    return names
  }
}

/// `7.0.15`; what is not a number is 0.
struct RedisVersion: Sendable, Equatable, Comparable {
  private let parts: [Int]

  init(_ text: String = "") {
    let numbers = text.split(separator: ".").prefix(3).map { Int($0.prefix { $0.isNumber }) ?? 0 }
    parts = numbers + Array(repeating: 0, count: 3 - numbers.count)
  }

  static func < (left: Self, right: Self) -> Bool {
    left.parts.lexicographicallyPrecedes(right.parts)
  }
}

extension RedisVersion: ExpressibleByStringLiteral {
  init(stringLiteral text: String) { self.init(text) }
}
