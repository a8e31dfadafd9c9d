extension CELOperator {
  func apply(_ left: CELValue, _ right: CELValue) throws(CELError) -> CELValue {
    switch self {
    case .equal: .bool(left.equals(right))
    case .notEqual: .bool(!left.equals(right))
    case .less: .bool(try compare(left, right, <, <))
    case .lessOrEqual: .bool(try compare(left, right, <=, <=))
    case .greater: .bool(try compare(left, right, >, >))
    case .greaterOrEqual: .bool(try compare(left, right, >=, >=))
    case .isIn: .bool(try isIn(left, right))
    case .plus, .minus, .times, .divided, .remainder: try calculate(left, right)
    }
  }

  private func mismatch(_ left: CELValue, _ right: CELValue) -> CELError {
    CELError("'\(rawValue)' is not for a \(left.typeName) and a \(right.typeName)")
  }

  private func compare(
    _ left: CELValue, _ right: CELValue, _ numbers: (Double, Double) -> Bool,
    _ strings: (String, String) -> Bool
  ) throws(CELError) -> Bool {
    if let left = left.number, let right = right.number { return numbers(left, right) }
    guard case (.string(let left), .string(let right)) = (left, right) else {
      throw mismatch(left, right)
    }
    return strings(left, right)
  }

  private func isIn(_ left: CELValue, _ right: CELValue) throws(CELError) -> Bool {
    switch (left, right) {
    case (_, .list(let values)): return values.contains { $0.equals(left) }
    case (.string(let name), .map(let members)): return members[name] != nil
    case (_, .map): return false
    default: throw mismatch(left, right)
    }
  }

  /// Both of one type, as CELs own rules want it, but for numbers of the document: those are doubles,
  /// however they are written, and an int beside one is taken for one too.
  private func calculate(_ left: CELValue, _ right: CELValue) throws(CELError) -> CELValue {
    switch (left, right) {
    case (.int(let left), .int(let right)): return .int(try whole(left, right))
    case (.string(let left), .string(let right)) where self == .plus: return .string(left + right)
    case (.list(let left), .list(let right)) where self == .plus: return .list(left + right)
    default:
      guard let first = left.number, let second = right.number, self != .remainder else {
        throw mismatch(left, right)
      }
      switch self {
      case .plus: return .double(first + second)
      case .minus: return .double(first - second)
      case .times: return .double(first * second)
      default: return .double(first / second)
      }
    }
  }

  private func whole(_ left: Int64, _ right: Int64) throws(CELError) -> Int64 {
    let (value, isOverflowing) =
      switch self {
      case .plus: left.addingReportingOverflow(right)
      case .minus: left.subtractingReportingOverflow(right)
      case .times: left.multipliedReportingOverflow(by: right)
      case .divided: left.dividedReportingOverflow(by: right)
      default: left.remainderReportingOverflow(dividingBy: right)
      }
    guard !isOverflowing else {
      throw CELError(right == 0 ? "division by zero" : "a number is too large")
    }
    return value
  }
}
