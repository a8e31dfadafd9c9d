import CPostgres
import Shared

/// The rows that a statement returned.
///
/// Values are looked at where libpq received them, as text; columns are numbered from 0 in the
/// order of the statement.
struct Rows: RandomAccessCollection {
  private let result: Result
  let endIndex: Int
  /// Rows that the statement returned beyond its limit.
  private(set) var dropped = 0

  var startIndex: Int { 0 }

  /// - Parameter result: Freed when the last of its rows is gone.
  init(owning result: OpaquePointer, dropped: Int = 0) {
    unsafe self.result = Result(owning: result)
    self.dropped = dropped
    endIndex = unsafe Int(PQntuples(result))
  }

  private init(_ result: Result, count: Int) {
    self.result = result
    endIndex = count
  }

  subscript(index: Int) -> Row { Row(result, CInt(index)) }

  /// The first rows only, where there are more than are to be served.
  func first(_ limit: Int) -> Rows { Rows(result, count: Swift.min(count, limit)) }

  /// The rows up to a limit, those beyond it counted.
  func keeping(_ limit: Int?) -> Rows {
    guard let limit, count > limit else { return self }
    var rows = first(limit)
    rows.dropped = count - limit
    return rows
  }

  /// The columns' names.
  var columns: [String] {
    unsafe (0..<PQnfields(result.handle)).map { unsafe String(cString: PQfname(result.handle, $0)) }
  }

  /// The OIDs of the columns' types, as in `pg_type`.
  var types: [UInt32] {
    unsafe (0..<PQnfields(result.handle)).map { unsafe PQftype(result.handle, $0) }
  }

  @safe fileprivate final class Result {
    let handle: OpaquePointer

    init(owning handle: OpaquePointer) { unsafe self.handle = handle }

    deinit { unsafe PQclear(handle) }
  }
}

/// One row; a NULL is `nil` whatever it is read as.
@safe struct Row {
  private let result: Rows.Result
  private let index: CInt

  fileprivate init(_ result: Rows.Result, _ index: CInt) {
    self.result = result
    self.index = index
  }

  func text(_ column: Int) -> String? {
    unsafe bytes(column).map { unsafe String(decoding: $0, as: UTF8.self) }
  }

  /// A number for a sample, or a boolean as 0 or 1.
  func number(_ column: Int) -> NumberText? {
    guard let bytes = unsafe bytes(column) else { return nil }
    return unsafe NumberText(bytes.span) ?? boolean(bytes)
  }

  func double(_ column: Int) -> Double? { text(column).flatMap { Double($0) } }
  func integer(_ column: Int) -> Int? { text(column).flatMap { Int($0) } }
  func bool(_ column: Int) -> Bool? { text(column).map { $0 == "t" } }

  /// Whether it is `t` or `f`.
  func isFlag(_ column: Int) -> Bool { ["t", "f"].contains(text(column)) }

  /// The labels that are the first columns of the row, in the order of their names; a NULL is an
  /// empty value, which is no label for Prometheus.
  func labels(_ names: [String]) -> Labels {
    Labels(pairs: names.enumerated().map { ($1, text($0) ?? "") })
  }

  private func boolean(_ bytes: UnsafeBufferPointer<UInt8>) -> NumberText? {
    guard bytes.count == 1 else { return nil }
    let digit: UInt8
    switch unsafe bytes[0] {
    case UInt8(ascii: "t"): digit = UInt8(ascii: "1")
    case UInt8(ascii: "f"): digit = UInt8(ascii: "0")
    default: return nil
    }
    return NumberText([digit].span)
  }

  private func bytes(_ column: Int) -> UnsafeBufferPointer<UInt8>? {
    let column = CInt(column)
    guard unsafe PQgetisnull(result.handle, index, column) == 0,
      let start = unsafe PQgetvalue(result.handle, index, column)
    else { return nil }
    let count = unsafe Int(PQgetlength(result.handle, index, column))
    return unsafe UnsafeBufferPointer(
      start: UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self), count: count)
  }
}
