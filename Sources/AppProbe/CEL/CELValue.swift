import Shared

/// A value of an expression. Numbers of a JSON text are doubles, as in other readers of CEL.
indirect enum CELValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case int(Int64)
  case double(Double)
  case string(String)
  case list([CELValue])
  case map([String: CELValue])

  init(_ json: JSON) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .number(let value): self = .double(value)
    case .string(let text): self = .string(text)
    case .array(let values): self = .list(values.map(CELValue.init))
    case .object(let members): self = .map(members.mapValues(CELValue.init))
    }
  }

  var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .double: "double"
    case .string: "string"
    case .list: "list"
    case .map: "map"
    }
  }

  /// Equality over types: an int equals the double of the same size, other types are never equal.
  func equals(_ other: CELValue) -> Bool {
    switch (self, other) {
    case (.list(let left), .list(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.equals($1) }
    case (.map(let left), .map(let right)):
      left.count == right.count
        && left.allSatisfy { right[$0.key]?.equals($0.value) ?? false }
    default: self == other || isSameNumber(as: other)
    }
  }

  private func isSameNumber(as other: CELValue) -> Bool {
    guard let left = number, let right = other.number else { return false }
    return left == right
  }

  /// As a double, for comparisons of an int with one.
  var number: Double? {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }
}

/// Why an expression has no value for a document, such as a member that is not there.
struct CELError: Error, Equatable, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
