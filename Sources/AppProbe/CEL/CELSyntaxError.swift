/// Why a text is no expression that can be used.
struct CELSyntaxError: Error, Equatable, CustomStringConvertible {
  let reason: String
  /// The character at which it stops making sense, from 1.
  let column: Int

  var description: String { "not a CEL expression: \(reason) (at character \(column))" }
}
