import CPostgres
import Foundation
import Shared
import TestSupport

@testable import PgExporter

extension Rows {
  /// Rows as a server would have sent them; `nil` is a NULL.
  static func made(_ columns: [String], _ rows: [[String?]]) -> Rows {
    let result = PQmakeEmptyPGresult(nil, PGRES_TUPLES_OK)!
    let names = columns.map { strdup($0) }
    defer { for name in names { free(name) } }
    var attributes = names.map {
      PGresAttDesc(
        name: $0, tableid: 0, columnid: 0, format: 0, typid: 25, typlen: -1, atttypmod: -1)
    }
    precondition(PQsetResultAttrs(result, CInt(columns.count), &attributes) == 1)
    for (index, row) in rows.enumerated() {
      precondition(row.count == columns.count, "a row has \(row.count) of \(columns.count) values")
      for (column, value) in row.enumerated() {
        let bytes = value.map { strdup($0) } ?? nil
        defer { free(bytes) }
        let length = bytes.map { CInt(strlen($0)) } ?? -1
        precondition(PQsetvalue(result, CInt(index), CInt(column), bytes, length) == 1)
      }
    }
    return Rows(owning: result)
  }

  /// Rows whose columns need no names.
  static func made(_ rows: [[String?]]) -> Rows {
    made((0..<(rows.first?.count ?? 0)).map { "column\($0)" }, rows)
  }
}

extension ServerInfo {
  /// A server that needs only a version.
  static func version(_ version: ServerVersion) -> ServerInfo {
    ServerInfo(version: version, database: "postgres", label: "localhost:5432")
  }
}

/// The text format of what `collector` makes of its statements' answers.
func exposition(
  of collector: some PgCollector, _ server: ServerInfo, _ answers: [Rows]
) throws -> String {
  try exposition { metrics in
    try collector.write(Answers(server, answers.map { .success($0) }), into: &metrics)
  }
}
