import Shared

/// Puts the words of an expression together.
struct CELParser {
  /// How deep expressions may lie in each other.
  private static let depthLimit = 100
  private static let literals: [String: CELValue] = [
    "true": .bool(true), "false": .bool(false), "null": .null,
  ]

  private let tokens: [(token: CELToken, column: Int)]
  private var position = 0
  private var depth = 0
  /// Names that stand for something here.
  private var variables: [String]

  private init(_ text: String, variables: [String]) throws(CELSyntaxError) {
    tokens = try CELLexer.tokens(of: text)
    self.variables = variables
  }

  static func parse(_ text: String, variables: [String]) throws(CELSyntaxError) -> CELNode {
    var parser = try CELParser(text, variables: variables)
    let node = try parser.expression()
    guard parser.token == .end else { throw parser.unexpected() }
    return node
  }
}

// MARK: - Words

extension CELParser {
  private var token: CELToken { tokens[position].token }

  private func error(_ reason: String) -> CELSyntaxError {
    CELSyntaxError(reason: reason, column: tokens[position].column)
  }

  private func unexpected() -> CELSyntaxError {
    switch token {
    case .end: error("it ends too early")
    case .name(let text), .symbol(let text): error("unexpected '\(text)'")
    case .int, .double: error("unexpected number")
    case .string: error("unexpected string")
    }
  }

  private mutating func take(_ symbol: String) -> Bool {
    guard token == .symbol(symbol) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ symbol: String) throws(CELSyntaxError) {
    guard take(symbol) else {
      throw token == .end ? error("'\(symbol)' is missing") : unexpected()
    }
  }

  private mutating func name() throws(CELSyntaxError) -> String {
    guard case .name(let name) = token else { throw unexpected() }
    position += 1
    return name
  }
}

// MARK: - Expressions

extension CELParser {
  private mutating func expression() throws(CELSyntaxError) -> CELNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else { throw error("it lies deeper than \(Self.depthLimit)") }
    let condition = try disjunction()
    guard take("?") else { return condition }
    let first = try expression()
    try expect(":")
    return .conditional(condition, first, try expression())
  }

  private mutating func disjunction() throws(CELSyntaxError) -> CELNode {
    var node = try conjunction()
    while take("||") { node = .or(node, try conjunction()) }
    return node
  }

  private mutating func conjunction() throws(CELSyntaxError) -> CELNode {
    var node = try operation(binding: 1)
    while take("&&") { node = .and(node, try operation(binding: 1)) }
    return node
  }

  private mutating func operation(binding least: Int) throws(CELSyntaxError) -> CELNode {
    var node = try unary()
    while let sign = currentOperator, sign.precedence >= least {
      position += 1
      node = .binary(sign, node, try operation(binding: sign.precedence + 1))
    }
    return node
  }

  private var currentOperator: CELOperator? {
    switch token {
    case .symbol(let symbol): CELOperator(rawValue: symbol)
    case .name("in"): .isIn
    default: nil
    }
  }

  private mutating func unary() throws(CELSyntaxError) -> CELNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else { throw error("it lies deeper than \(Self.depthLimit)") }
    if take("!") { return .not(try unary()) }
    if take("-") { return .negative(try unary()) }
    var node = try primary()
    while true {
      if take(".") {
        node = try member(of: node)
      } else if take("[") {
        node = .index(node, try expression())
        try expect("]")
      } else {
        return node
      }
    }
  }

  private mutating func primary() throws(CELSyntaxError) -> CELNode {
    switch token {
    case .int(let value): return literal(.int(value))
    case .double(let value): return literal(.double(value))
    case .string(let text): return literal(.string(text))
    case .symbol("("):
      position += 1
      let node = try expression()
      try expect(")")
      return node
    case .symbol("["):
      position += 1
      return .list(try elements(until: "]"))
    case .name(let name): return try named(name)
    default: throw unexpected()
    }
  }

  private mutating func literal(_ value: CELValue) -> CELNode {
    position += 1
    return .value(value)
  }

  private mutating func elements(until end: String) throws(CELSyntaxError) -> [CELNode] {
    var elements: [CELNode] = []
    if take(end) { return elements }
    repeat { elements.append(try expression()) } while take(",")
    try expect(end)
    return elements
  }
}

// MARK: - Names, functions and macros

extension CELParser {
  private mutating func named(_ name: String) throws(CELSyntaxError) -> CELNode {
    if let value = Self.literals[name] { return literal(value) }
    if variables.contains(name) {
      position += 1
      return .variable(name)
    }
    let start = position
    position += 1
    guard take("(") else {
      position = start
      throw error("'\(name)' is not known here; the document is 'body'")
    }
    if name == "has" {
      guard case .member(let owner, let member) = try expression() else {
        throw error("has() takes a member, as in has(body.name)")
      }
      try expect(")")
      return .has(owner, member)
    }
    return try call(name, at: start, try elements(until: ")"))
  }

  private mutating func member(of node: CELNode) throws(CELSyntaxError) -> CELNode {
    let start = position
    let name = try name()
    guard take("(") else { return .member(node, name) }
    if let macro = CELMacro(rawValue: name) { return try comprehension(macro, over: node) }
    return try call(name, at: start, [node] + elements(until: ")"))
  }

  private mutating func call(
    _ name: String, at start: Int, _ arguments: [CELNode]
  ) throws(CELSyntaxError) -> CELNode {
    let end = position
    position = start
    guard let function = CELFunction(rawValue: name) else {
      let known =
        (CELFunction.allCases.map(\.rawValue) + CELMacro.allCases.map(\.rawValue) + ["has"])
        .sorted().joined(separator: ", ")
      throw error("there is no function '\(name)' here; known are \(known)")
    }
    guard arguments.count == function.arity else {
      throw error("\(name) takes \(function.arity) arguments, not \(arguments.count)")
    }
    if function == .matches, case .value(.string(let text)) = arguments[1] {
      do throws(PatternError) {
        let pattern = try Pattern(text)
        position = end
        return .matches(arguments[0], pattern)
      } catch {
        throw self.error("\(error)")
      }
    }
    position = end
    return .call(function, arguments)
  }

  /// `all(x, …)`, and `map(x, filter, …)` with three.
  private mutating func comprehension(
    _ macro: CELMacro, over node: CELNode
  ) throws(CELSyntaxError) -> CELNode {
    let variable = try name()
    variables.append(variable)
    try expect(",")
    var result = try expression()
    var filter: CELNode?
    if macro == .map, take(",") {
      filter = result
      result = try expression()
    }
    variables.removeLast()
    try expect(")")
    return .comprehension(macro, over: node, variable: variable, filter: filter, result: result)
  }
}
