import Shared

/// An expression, taken apart.
indirect enum CELNode: Sendable {
  case value(CELValue)
  case variable(String)
  case member(CELNode, String)
  case index(CELNode, CELNode)
  case list([CELNode])
  case not(CELNode)
  case negative(CELNode)
  case binary(CELOperator, CELNode, CELNode)
  case and(CELNode, CELNode)
  case or(CELNode, CELNode)
  case conditional(CELNode, CELNode, CELNode)
  /// Whether the member is there.
  case has(CELNode, String)
  case call(CELFunction, [CELNode])
  /// Whether a text has a pattern that was known from the beginning.
  case matches(CELNode, Pattern)
  case comprehension(CELMacro, over: CELNode, variable: String, filter: CELNode?, result: CELNode)
}

enum CELOperator: String, Sendable {
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case isIn = "in"
  case plus = "+"
  case minus = "-"
  case times = "*"
  case divided = "/"
  case remainder = "%"

  /// The higher, the closer it binds.
  var precedence: Int {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isIn: 1
    case .plus, .minus: 2
    case .times, .divided, .remainder: 3
    }
  }
}

/// Functions, called with their first argument before a dot or within the brackets.
enum CELFunction: String, Sendable, CaseIterable {
  case size, startsWith, endsWith, contains, matches, int, double, string, type

  /// How many arguments there are, the one before the dot included.
  var arity: Int {
    switch self {
    case .size, .int, .double, .string, .type: 1
    case .startsWith, .endsWith, .contains, .matches: 2
    }
  }
}

/// What goes through the elements of a list, or the keys of a map.
enum CELMacro: String, Sendable, CaseIterable {
  case all, exists, filter, map
  case existsOne = "exists_one"
}
