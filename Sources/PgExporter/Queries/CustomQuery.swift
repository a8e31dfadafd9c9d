import Shared

/// A query of the user's as a collector.
struct CustomQuery: PgCollector {
  let query: Query
  let memory: QueryMemory

  /// It shares its name with no collector of ours.
  var name: String { "query:\(query.name)" }
  var isPerDatabase: Bool { !query.isMasterOnly }
  /// After a reload, the same name may stand for another query.
  var hasFixedStatements: Bool { false }

  /// Asks nothing while the last answer is young enough.
  func statements(for server: ServerInfo) throws -> [Statement] {
    guard let sql = query.text(for: server.version) else {
      throw Absent("the query '\(query.name)' is not for PostgreSQL \(server.version)")
    }
    if let cache = query.cache, let kept = memory.answer(query, server),
      kept.serves(for: cache, at: .now)
    {
      return []
    }
    return [
      Statement(
        sql, usesRoleSearchPath: true, timeout: query.timeout, rowLimit: query.rowLimit)
    ]
  }

  func write(_ answers: Answers, into metrics: inout MetricWriter) throws {
    guard answers.count > 0 else { return try writeKept(answers, into: &metrics) }
    let mark = metrics.mark
    let failure: String?
    do throws(PgError) {
      var answer = QueryAnswer(query, try answers.all(), on: answers.server, memory)
      let rows = try answers.rows(seriesPerRow: max(1, answer.seriesPerRow))
      answer.write(rows, into: &metrics)
      failure = answer.failure
    } catch {
      if error.state == PgError.queryCanceled {
        keep(Exposition(), failure: error.description, answers, ranOutOfTime: true)
      }
      throw QueryError(query, error.description)
    }
    keep(metrics.written(since: mark), failure: failure, answers)
    if let failure { throw Partial(QueryError(query, failure)) }
  }

  private func writeKept(_ answers: Answers, into metrics: inout MetricWriter) throws {
    guard let kept = memory.answer(query, answers.server) else {
      throw QueryError(query, "its file was loaded again meanwhile")
    }
    metrics.append(kept.written)
    answers.leaveOut(kept.truncated)
    guard let failure = kept.failure else { return }
    let error = QueryError(query, failure)
    if kept.ranOutOfTime { throw error }
    throw Partial(error)
  }

  private func keep(
    _ written: Exposition, failure: String?, _ answers: Answers, ranOutOfTime: Bool = false
  ) {
    guard query.cache != nil else { return }
    let answer = QueryMemory.Answer(
      written: written, failure: failure, truncated: answers.truncated, time: .now,
      ranOutOfTime: ranOutOfTime)
    memory.keep(answer, query, answers.server)
  }

  func displaced(_ families: [String]) -> String? {
    let names = families.count > 3 ? families.prefix(3) + ["…"] : families[...]
    return """
      query '\(query.name)': another collector serves \(names.joined(separator: ", ")): rename the \
      query, or turn that collector off
      """
  }
}

/// Why a query serves less than it should.
struct QueryError: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ query: Query, _ reason: String) {
    description = "query '\(query.name)': \(reason)"
  }
}
