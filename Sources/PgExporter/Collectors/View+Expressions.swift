extension View {
  /// An expression's value, or 0 where it is below: positions of the WAL and clocks are not read at
  /// one instant. Unlike `greatest`, which passes NULLs over, it leaves a NULL what it is.
  static func notNegative(_ expression: String) -> String {
    "CASE WHEN \(expression) < 0 THEN 0 ELSE \(expression) END"
  }
}
