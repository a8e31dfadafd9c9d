import Testing

@testable import YAML

/// What a node holds, in one line: nodes do not print their texts.
func text(_ node: YAMLNode) -> String {
  switch node.content {
  case .scalar(let scalar):
    scalar.isNull ? "null" : scalar.isPlain ? scalar.text : "\"\(scalar.text)\""
  case .sequence(let nodes): "[\(nodes.map(text).joined(separator: ", "))]"
  case .mapping(let entries):
    "{\(entries.map { "\($0.key): \(text($0.value))" }.joined(separator: ", "))}"
  }
}

func parse(_ yaml: String, limits: YAMLLimits = YAMLLimits()) throws -> YAMLValue {
  try YAMLDocument(yaml, name: "x.yml", limits: limits).root
}

/// The error of `body`, as a user sees it.
func message(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return "\(error)"
  }
}

func message(parsing yaml: String, limits: YAMLLimits = YAMLLimits()) -> String? {
  message { _ = try parse(yaml, limits: limits) }
}
