import Shared

/// A condition on a JSON document, in the Common Expression Language
/// (https://cel.dev, its specification's core; dates, bytes and unsigned numbers are left out).
///
///     body.status == "ok" && body.queues.all(q, q.length < 100)
struct CELExpression: Sendable {
  let text: String
  private let node: CELNode

  init(_ text: String) throws(CELSyntaxError) {
    self.text = text
    node = try CELParser.parse(text, variables: ["body"])
  }

  /// Whether the document fulfils the condition.
  func holds(for body: JSON) throws(CELError) -> Bool {
    var evaluation = CELEvaluation(["body": CELValue(body)])
    let value = try evaluation.value(of: node)
    guard case .bool(let holds) = value else {
      throw CELError("the expression is a \(value.typeName), not true or false")
    }
    return holds
  }
}
