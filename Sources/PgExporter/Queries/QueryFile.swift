import Shared
import YAML

/// A file of queries as postgres_exporter reads it, and what it may say besides.
///
///     votes:
///       query: SELECT vote, count(*) FROM votes GROUP BY vote
///       metrics:
///         - vote: {usage: LABEL, description: What was chosen.}
///         - count: {usage: GAUGE, description: How many chose it.}
///
/// Ours are `timeout`, `row_limit`, `usage: CHANGE_AGE`, and a `query` that is a mapping from ranges
/// of versions to texts.
struct QueryFile: Sendable {
  let path: String
  let queries: [Query]

  /// - Parameter bytes: The file's content; errors name the file, the line, the query and the key.
  init(_ bytes: [UInt8], path: String) throws {
    self.path = path
    var families: [String: String] = [:]
    var queries: [Query] = []
    for (name, value) in try YAMLDocument(bytes, name: path).root.entries() {
      let query = try Self.query(name, value)
      for family in query.columns.flatMap({ $0.families(of: name) }) {
        for sample in [family.name] + family.kind.sampleSuffixes.map({ "\(family.name)\($0)" }) {
          guard let other = families.updateValue(name, forKey: sample) else { continue }
          throw value.error(
            other == name
              ? "two of its columns become \(sample)" : "\(sample) is made by '\(other)' too")
        }
      }
      queries.append(query)
    }
    self.queries = queries
  }

  private static func query(_ name: String, _ value: YAMLValue) throws -> Query {
    guard MetricName.isValid(name) else {
      throw value.error("'\(name)' cannot begin a metric's name: use letters, digits and _")
    }
    return try value.mapping { query in
      let metrics = try query.required("metrics").sequence()
      let columns = try metrics.flatMap { try $0.entries() }.map { column, value in
        try QueryColumn(column, value, of: name)
      }
      let cache = try query.int("cache_seconds", in: 0...86_400, default: 0)
      let made = Query(
        name: name, texts: try texts(query.required("query")), columns: columns,
        isMasterOnly: try query.bool("master", default: false),
        cache: cache > 0 ? .seconds(cache) : nil,
        versions: try query.optional("runonserver").flatMap(versions),
        timeout: try query.optional("timeout").map(timeout),
        rowLimit: try query.int("row_limit", in: 1...1_000_000, default: 10_000))
      try check(made, query)
      return made
    }
  }

  /// One text, or one for each of several ranges of versions.
  private static func texts(_ value: YAMLValue) throws -> [Query.Text] {
    func text(_ value: YAMLValue) throws -> String {
      let sql = try value.string()
      guard sql.contains(where: { !$0.isWhitespace }) else {
        throw value.error("there is no query")
      }
      return sql
    }
    guard case .mapping = value.node.content else {
      return [Query.Text(versions: nil, sql: try text(value))]
    }
    return try value.entries().map { range, value in
      do throws(VersionRangeError) {
        return (try VersionRange(range), value)
      } catch {
        throw value.error("\(error)")
      }
    }.map { Query.Text(versions: $0, sql: try text($1)) }
  }

  private static func versions(_ value: YAMLValue) throws -> VersionRange? {
    let text = try value.string()
    return text.isEmpty ? nil : try value.string(VersionRange.init)
  }

  private static func timeout(_ value: YAMLValue) throws -> Duration {
    let timeout = try value.duration()
    guard timeout >= .milliseconds(1) else { throw value.error("it must be 1ms or more") }
    return timeout
  }

  private static func check(_ query: Query, _ mapping: YAMLMapping) throws(YAMLError) {
    var names: Set<String> = []
    for column in query.columns where !names.insert(column.name).inserted {
      throw mapping.error("the column '\(column.name)' is listed twice")
    }
    if query.columns.contains(where: { $0.usage == .histogram }), query.labels.contains("le") {
      throw mapping.error("the label 'le' belongs to histograms: give it another name with AS")
    }
    if query.cache != nil, query.columns.contains(where: { $0.usage == .changeAge }) {
      throw mapping.error("a column with usage CHANGE_AGE is looked at each time: no cache_seconds")
    }
  }
}

extension QueryColumn {
  fileprivate init(_ name: String, _ value: YAMLValue, of query: String) throws {
    self = try value.mapping { column in
      let usage = try column.required("usage").choice(Usage.self)
      let help = try column.optionalString("description") ?? ""
      let numbers = try column.entries("metric_mapping")
      if usage == .mappedMetric, numbers.isEmpty {
        throw column.error("'metric_mapping' is missing, which has a number for each text")
      }
      if usage != .mappedMetric, !numbers.isEmpty {
        throw column.error("'metric_mapping' is for usage MAPPEDMETRIC")
      }
      return QueryColumn(
        name: name, usage: usage, help: help,
        numbers: Dictionary(
          try numbers.map { ($0.name, try $0.value.double()) }, uniquingKeysWith: { $1 }))
    }
    switch usage {
    case .label where !MetricName.isValidLabel(name):
      throw value.error("'\(name)' is no name for a label: give it another with AS")
    case .label, .discard: break
    default:
      guard MetricName.isValid("\(query)_\(name)") else {
        throw value.error("'\(query)_\(name)' is no name for a metric: give it another with AS")
      }
    }
  }
}
