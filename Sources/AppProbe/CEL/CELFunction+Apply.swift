import Shared

extension CELFunction {
  /// - Parameter arguments: As many as ``arity`` says.
  func apply(_ arguments: [CELValue]) throws(CELError) -> CELValue {
    let first = arguments[0]
    switch self {
    case .size: return .int(try size(first))
    case .int: return .int(try int(first))
    case .double: return .double(try double(first))
    case .string: return .string(try string(first))
    case .type: return .string(first.typeName)
    case .startsWith, .endsWith, .contains, .matches:
      guard case (.string(let text), .string(let part)) = (first, arguments[1]) else {
        throw CELError("\(rawValue) is for strings, not a \(first.typeName)")
      }
      return .bool(try test(text, part))
    }
  }

  private func test(_ text: String, _ part: String) throws(CELError) -> Bool {
    switch self {
    case .startsWith: return text.utf8.starts(with: part.utf8)
    case .endsWith: return text.utf8.reversed().starts(with: part.utf8.reversed())
    case .contains: return Array(text.utf8).contains(Array(part.utf8))
    default:
      do throws(PatternError) {
        return try Pattern(part).matches(text)
      } catch {
        throw CELError("\(error)")
      }
    }
  }

  private func size(_ value: CELValue) throws(CELError) -> Int64 {
    switch value {
    case .string(let text): Int64(text.unicodeScalars.count)
    case .list(let values): Int64(values.count)
    case .map(let members): Int64(members.count)
    default: throw CELError("a \(value.typeName) has no size")
    }
  }

  private func int(_ value: CELValue) throws(CELError) -> Int64 {
    switch value {
    case .int(let number): return number
    case .double(let number):
      if let whole = Int64(exactly: number.rounded(.towardZero)) { return whole }
    case .string(let text): if let number = Int64(text) { return number }
    default: break
    }
    throw CELError("a \(value.typeName) is no int")
  }

  private func double(_ value: CELValue) throws(CELError) -> Double {
    if let number = value.number { return number }
    if case .string(let text) = value, let number = Double(text) { return number }
    throw CELError("a \(value.typeName) is no double")
  }

  private func string(_ value: CELValue) throws(CELError) -> String {
    switch value {
    case .string(let text): return text
    case .bool(let bool): return "\(bool)"
    case .int(let number): return "\(number)"
    case .double(let number):
      return Int64(exactly: number).map(String.init) ?? "\(number)"
    default: throw CELError("a \(value.typeName) is no string")
    }
  }
}
