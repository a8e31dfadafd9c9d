import Shared
import Testing

@testable import AppProbe

@Suite struct CELExpressionTests {
  static let document = """
    {"foo": "bar", "baz": "qux", "n": 3, "half": 0.5, "on": true, "none": null, "tags": ["a", "b"],
     "queues": [{"name": "votes", "length": 2}, {"name": "mails", "length": 0}], "it's": {"x": 1}}
    """

  @Test(arguments: [
    "body.foo == 'bar' && body.baz.startsWith('q')", "body.n == 3 && body.n < 3.5 && 3 <= body.n",
    "body.half * 2 == 1.0", "body.n + 1 == 4", "7 / 2 == 3 && 7 % 2 == 1 && -7 / 2 == -3",
    "1 + 2 * 3 == 7 && (1 + 2) * 3 == 9 && 10 - 2 - 3 == 5", "!(body.on && false)",
    "body.on ? true : body.missing", "body['it\\'s'].x == 1", "body.tags[1] == \"b\"",
    "'a' in body.tags && !('c' in body.tags) && 'foo' in body", "has(body.foo) && !has(body.bar)",
    "body.queues.all(q, q.length < 3)", "body.queues.exists(q, q.name == 'votes')",
    "body.queues.exists_one(q, q.length > 0)", "body.queues.filter(q, q.length > 0).size() == 1",
    "body.queues.map(q, q.name) == ['votes', 'mails']",
    "body.queues.map(q, q.length > 0, q.length) == [2]", "body.tags.exists(body, body == 'a')",
    "size(body.foo) == 3 && body.tags.size() == 2", "body.foo.matches('^b.r$')",
    "matches(body.foo, body.foo)", "body.foo.contains('a') && body.foo.endsWith('ar')",
    "string(body.n) == '3' && int('12') == 12 && double('0.5') == body.half",
    "type(body.none) == 'null' && body.none == null", "body.foo != 1 && body.none != 'null'",
    "body.missing == 1 || true", "body.queues.exists(q, q.missing == 1 || q.length == 2)",
    "'a' < 'b' && 'ab' + 'c' == r\"abc\" && [1] + [2] == [1, 2]", "body.foo.matches(r'^\\w+$')",
    "body.exists(key, key == 'foo')", "'\\u0041\\n' == 'A\\n'", "--1 == 1", "1e3 == 1000",
  ])
  func whatIsTrueOfTheDocument(text: String) throws {
    #expect(try CELExpression(text).holds(for: JSON(parsing: Array(Self.document.utf8))))
  }

  @Test(arguments: [
    "body.foo == 'baz'", "body.n > 3", "body.tags.all(t, t == 'a')", "'n' in body.tags",
    "body.foo.startsWith('x')", "body.n == '3'", "false && body.missing == 1",
    "body.missing == 1 && false",
  ])
  func whatIsNot(text: String) throws {
    #expect(try !CELExpression(text).holds(for: JSON(parsing: Array(Self.document.utf8))))
  }

  @Test(arguments: [
    ("body.missing == 1", "there is no member 'missing'"),
    ("body.foo.x == 1", "'x' is asked of a string, which has no members"),
    ("body.tags[2] == 'c'", "there is no element 2 of 2"),
    ("body.n", "the expression is a double, not true or false"),
    ("body.n && true", "a condition is a double, not true or false"),
    ("body.foo < 1", "'<' is not for a string and a int"), ("1 / 0 == 1", "division by zero"),
    ("9223372036854775807 + 1 == 0", "a number is too large"),
    ("size(body.n) == 1", "a double has no size"), ("int('x') == 1", "a string is no int"),
    ("matches(body.foo, '(' + '') == true", "'(' is not a regular expression"),
    ("body.foo.all(x, true)", "all is asked of a string"),
  ])
  func whatHasNoValueSaysWhy(text: String, reason: String) throws {
    let expression = try CELExpression(text)
    #expect {
      try expression.holds(for: JSON(parsing: Array(Self.document.utf8)))
    } throws: { "\($0)".hasPrefix(reason) }
  }

  @Test(arguments: [
    ("", "it ends too early", 1), ("body.", "it ends too early", 6),
    ("body.foo = 1", "unexpected '='", 10),
    ("foo == 1", "'foo' is not known here; the document is 'body'", 1),
    ("body.foo.nope()", "there is no function 'nope' here; known are ", 10),
    ("(body.on", "')' is missing", 9), ("body.on body", "unexpected 'body'", 9),
    ("'a", "a string does not end", 3),
    ("body.foo.matches('(')", "'(' is not a regular expression", 10),
    ("size(1, 2)", "size takes 1 arguments, not 2", 1), ("has(body)", "has() takes a member", 9),
    ("body.all(1, true)", "unexpected number", 10),
    ("99999999999999999999", "'99999999999999999999' is no", 21),
    ("'\\q'", "\\q is no escape", 4), ("1 +", "it ends too early", 4),
    ("x.y", "'x' is not known", 1),
  ])
  func whatIsNoExpressionIsRefusedAtItsCharacter(text: String, reason: String, column: Int) {
    #expect {
      try CELExpression(text)
    } throws: { error in
      guard let error = error as? CELSyntaxError else { return false }
      return error.reason.hasPrefix(reason) && error.column == column
    }
  }

  @Test func depthAndWorkAreBounded() throws {
    let deep = String(repeating: "(", count: 5000) + "true" + String(repeating: ")", count: 5000)
    #expect(throws: CELSyntaxError.self) { try CELExpression(deep) }
    #expect(throws: CELSyntaxError.self) {
      try CELExpression(String(repeating: "!", count: 5000) + "true")
    }
    let numbers = JSON.array((0..<1000).map { .number(Double($0)) })
    let expression = try CELExpression("body.all(x, body.all(y, x + y >= 0.0))")
    #expect(throws: CELError("the document is too large for the expression")) {
      try expression.holds(for: numbers)
    }
  }
}
