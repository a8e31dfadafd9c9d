extension JSON {
  /// The value as a text of one line; members stand in the order of their names. What JSON cannot say, a number
  /// that is none, is `null`.
  package var text: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .number(let value):
      !value.isFinite ? "null" : Int(exactly: value).map(String.init) ?? String(value)
    case .string(let text): Self.quoted(text)
    case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
    case .object(let members):
      "{"
        + members.sorted { $0.key < $1.key }.map { Self.quoted($0.key) + ":" + $0.value.text }
        .joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    text.quoted { $0 == "\u{2028}" || $0 == "\u{2029}" }
  }
}
