extension String {
  /// As a string in a statement, whatever it contains.
  var sqlLiteral: String {
    let quoted =
      "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    guard contains("\\") else { return quoted }
    // Then it is the same whatever standard_conforming_strings says.
    return "E"
      + quoted.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
  }
}
