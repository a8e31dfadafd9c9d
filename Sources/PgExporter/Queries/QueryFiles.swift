import Logging
import Shared
import Synchronization
import YAML

/// The files of queries that the exporter was started with, read again when it is asked to.
///
/// They are loaded together: a file that cannot be used leaves all as they were.
final class QueryFiles: Sendable {
  private let configuration: Configuration<[Query]>?
  private let loads = Loads()

  /// How the files were when they were last read.
  private final class Loads: Sendable {
    struct Load {
      let path: String
      var hash = ""
      var failed = false
    }

    let last = Mutex<[Load]>([])
  }

  /// No queries.
  init() { configuration = nil }

  /// - Throws: When a file cannot be used.
  init(_ paths: [String], log: Logger) throws {
    guard !paths.isEmpty else {
      configuration = nil
      return
    }
    let name = paths.joined(separator: ", ")
    configuration = try Configuration(file: name, flag: "extend.query-path", log: log) {
      [loads] _ in
      try Self.load(paths, loads)
    }
  }

  private static func load(_ paths: [String], _ loads: Loads) throws -> [Query] {
    var queries: [Query] = []
    var owners: [String: String] = [:]
    var all: [Loads.Load] = []
    var failure: (any Error)?
    for path in paths {
      var load = Loads.Load(path: path)
      do {
        let bytes = try YAMLDocument.bytes(of: path)
        load.hash = SHA256.hex(bytes)
        let file = try QueryFile(bytes, path: path)
        for query in file.queries {
          if let owner = owners.updateValue(path, forKey: query.name) {
            throw QueryError(query, "it is in \(owner) and again in \(path)")
          }
        }
        queries += file.queries
      } catch {
        load.failed = true
        failure = failure ?? error
      }
      all.append(load)
    }
    loads.last.withLock { $0 = all }
    if let failure { throw failure }
    return queries
  }

  /// Those in force.
  var queries: [Query] { configuration?.value ?? [] }

  /// The collectors for the queries in force, in the order of the files.
  func collectors(_ memory: QueryMemory) -> [any PgCollector] {
    let queries = queries
    memory.keep(queries)
    return queries.map { CustomQuery(query: $0, memory: memory) }
  }

  /// Reads the files again, and keeps what is in force when one cannot be used.
  func reload() throws { try configuration?.reload() }

  func write(into metrics: inout MetricWriter) {
    metrics.family(
      "pg_exporter_user_queries_load_error", .gauge,
      "Whether the query file could not be used when it was last read; older queries stay in force."
    )
    for load in loads.last.withLock({ $0 }) {
      metrics.sample(load.failed, [Label("filename", load.path), Label("hashsum", load.hash)])
    }
  }
}
