extension String {
  /// This text as a constant of an SQL statement, whatever characters it has.
  var sqlLiteral: String {
    // `E` makes a backslash mean the same under either setting of standard_conforming_strings.
    "E'" + replacing("\\", with: "\\\\").replacing("'", with: "''") + "'"
  }

  /// This text as a name in an SQL statement.
  var sqlIdentifier: String { "\"\(replacing("\"", with: "\"\""))\"" }
}
