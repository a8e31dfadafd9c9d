import CPostgres
import Glibc
import Shared

/// The rows that a statement returned.
///
/// Values are looked at where libpq received them, as text; columns are numbered from 0 in the
/// order of the statement.
struct Rows: RandomAccessCollection, Sendable {
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

  /// What ``Row/number(_:)`` tells, without a ``Row``: of thousands of values this takes a third of
  /// the time.
  func number(_ row: Int, _ column: Int) -> NumberText? { result.number(CInt(row), column) }

  /// The labels that are the first columns of the rows, in the order of their names; a NULL is an
  /// empty value, which is no label for Prometheus.
  func labels(_ names: [String], adding constant: [(String, String)] = []) -> LabelTable {
    var table = LabelTable(names, rows: count, constant: constant)
    for row in 0..<count {
      for column in names.indices { unsafe table.append(result.bytes(CInt(row), column).span) }
    }
    return table
  }

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

  /// Sendable, since libpq only reads a result that it has handed over.
  @safe fileprivate final class Result: @unchecked Sendable {
    let handle: OpaquePointer

    init(owning handle: OpaquePointer) { unsafe self.handle = handle }

    deinit { unsafe PQclear(handle) }

    /// A value, empty when it is a NULL.
    func bytes(_ row: CInt, _ column: Int) -> UnsafeBufferPointer<UInt8> {
      let column = CInt(column)
      let start = unsafe UnsafeRawPointer(PQgetvalue(handle, row, column))
      let count = unsafe Int(PQgetlength(handle, row, column))
      return unsafe UnsafeBufferPointer(
        start: start?.assumingMemoryBound(to: UInt8.self), count: start == nil ? 0 : count)
    }

    func isNull(_ row: CInt, _ column: Int) -> Bool {
      unsafe PQgetisnull(handle, row, CInt(column)) != 0
    }

    func number(_ row: CInt, _ column: Int) -> NumberText? {
      // A NULL has no bytes, and what has none is no number.
      let bytes = unsafe bytes(row, column)
      return unsafe NumberText(bytes.span) ?? boolean(bytes)
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
  }
}

extension Span<UInt8> {
  /// Compares whole runs at once.
  fileprivate func equals(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    return unsafe withUnsafeBytes { bytes in
      unsafe other.withUnsafeBytes { others in
        guard let bytes = bytes.baseAddress, let others = others.baseAddress else { return true }
        return unsafe memcmp(bytes, others, count) == 0
      }
    }
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
    guard !result.isNull(index, column) else { return nil }
    return unsafe String(decoding: result.bytes(index, column), as: UTF8.self)
  }

  /// A number for a sample, or a boolean as 0 or 1.
  func number(_ column: Int) -> NumberText? { result.number(index, column) }

  func double(_ column: Int) -> Double? { text(column).flatMap { Double($0) } }
  func integer(_ column: Int) -> Int? { text(column).flatMap { Int($0) } }
  func bool(_ column: Int) -> Bool? { text(column).map { $0 == "t" } }

  /// Whether the value is this, or NULL for `nil`, without making a string of it.
  func has(_ text: String?, in column: Int) -> Bool {
    guard !result.isNull(index, column) else { return text == nil }
    return text.map { unsafe $0.utf8.span.equals(result.bytes(index, column).span) } ?? false
  }

  /// Whether it is `t` or `f`.
  func isFlag(_ column: Int) -> Bool { ["t", "f"].contains(text(column)) }

  /// The labels that are the first columns of the row, in the order of their names; a NULL is an
  /// empty value, which is no label for Prometheus.
  func labels(_ names: [String]) -> Labels {
    Labels(pairs: names.enumerated().map { ($1, text($0) ?? "") })
  }
}
