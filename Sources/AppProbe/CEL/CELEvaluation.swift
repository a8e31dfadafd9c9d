import Shared

/// One evaluation of an expression, which is bounded: whoever serves the document must not choose how
/// long it takes.
struct CELEvaluation {
  private static let stepLimit = 200_000

  private var variables: [String: CELValue]
  private var steps = 0

  init(_ variables: [String: CELValue]) { self.variables = variables }

  mutating func value(of node: CELNode) throws(CELError) -> CELValue {
    steps += 1
    guard steps <= Self.stepLimit else {
      throw CELError("the document is too large for the expression")
    }
    switch node {
    case .value(let value): return value
    case .variable(let name): return variables[name] ?? .null
    case .member(let owner, let name): return try member(name, of: try value(of: owner))
    case .index(let owner, let index):
      return try element(try value(of: index), of: value(of: owner))
    case .list(let nodes):
      var values: [CELValue] = []
      for node in nodes { values.append(try value(of: node)) }
      return .list(values)
    case .not(let node): return .bool(try !bool(node))
    case .negative(let node): return try negative(try value(of: node))
    case .binary(let sign, let left, let right):
      return try sign.apply(try value(of: left), try value(of: right))
    case .and(let left, let right): return .bool(try decide(left, right, by: false))
    case .or(let left, let right): return .bool(try decide(left, right, by: true))
    case .conditional(let condition, let first, let second):
      return try bool(condition) ? try value(of: first) : try value(of: second)
    case .has(let owner, let name):
      guard case .map(let members) = try value(of: owner) else {
        throw CELError("has(….\(name)) is asked of something that has no members")
      }
      return .bool(members[name] != nil)
    case .call(let function, let arguments):
      var values: [CELValue] = []
      for argument in arguments { values.append(try value(of: argument)) }
      return try function.apply(values)
    case .matches(let text, let pattern):
      guard case .string(let text) = try value(of: text) else {
        throw CELError("matches is for strings")
      }
      return .bool(pattern.matches(text))
    case .comprehension(let macro, let over, let variable, let filter, let result):
      return try run(macro, over: try value(of: over), variable, filter, result)
    }
  }

  private mutating func bool(_ node: CELNode) throws(CELError) -> Bool {
    let value = try value(of: node)
    guard case .bool(let bool) = value else {
      throw CELError("a condition is a \(value.typeName), not true or false")
    }
    return bool
  }

  /// Either side decides alone, even when the other has no value.
  private mutating func decide(
    _ left: CELNode, _ right: CELNode, by decisive: Bool
  ) throws(CELError) -> Bool {
    let first: Bool
    do throws(CELError) {
      first = try bool(left)
    } catch {
      if try bool(right) == decisive { return decisive }
      throw error
    }
    return first == decisive ? decisive : try bool(right)
  }

  private func member(_ name: String, of owner: CELValue) throws(CELError) -> CELValue {
    guard case .map(let members) = owner else {
      throw CELError("'\(name)' is asked of a \(owner.typeName), which has no members")
    }
    guard let value = members[name] else { throw CELError("there is no member '\(name)'") }
    return value
  }

  private func element(_ index: CELValue, of owner: CELValue) throws(CELError) -> CELValue {
    switch (owner, index) {
    case (.map, .string(let name)): return try member(name, of: owner)
    case (.list(let values), _):
      guard let number = index.number, let position = Int(exactly: number) else {
        throw CELError("an index is a \(index.typeName), not a whole number")
      }
      guard values.indices.contains(position) else {
        throw CELError("there is no element \(position) of \(values.count)")
      }
      return values[position]
    default: throw CELError("a \(owner.typeName) has no elements for a \(index.typeName)")
    }
  }

  private func negative(_ value: CELValue) throws(CELError) -> CELValue {
    switch value {
    case .int(let number) where number != .min: return .int(-number)
    case .double(let number): return .double(-number)
    default: throw CELError("a \(value.typeName) has no negative")
    }
  }

  private mutating func run(
    _ macro: CELMacro, over range: CELValue, _ variable: String, _ filter: CELNode?,
    _ result: CELNode
  ) throws(CELError) -> CELValue {
    let elements: [CELValue]
    switch range {
    case .list(let values): elements = values
    case .map(let members): elements = members.keys.sorted().map(CELValue.string)
    default: throw CELError("\(macro.rawValue) is asked of a \(range.typeName)")
    }
    let hidden = variables[variable]
    defer { variables[variable] = hidden }
    var found: [CELValue] = []
    var failure: CELError?
    for element in elements {
      variables[variable] = element
      do throws(CELError) {
        switch macro {
        case .map:
          if try filter.map({ node throws(CELError) in try bool(node) }) ?? true {
            found.append(try value(of: result))
          }
        case .all: if try !bool(result) { return .bool(false) }
        case .exists: if try bool(result) { return .bool(true) }
        case .filter, .existsOne: if try bool(result) { found.append(element) }
        }
      } catch {
        // One that decides may still come.
        guard macro == .all || macro == .exists else { throw error }
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    switch macro {
    case .all: return .bool(true)
    case .exists: return .bool(false)
    case .existsOne: return .bool(found.count == 1)
    case .filter, .map: return .list(found)
    }
  }
}
