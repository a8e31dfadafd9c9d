extension String {
  /// What follows `prefix`, or `nil` when the text does not start so: the number of
  /// `thermal_zone7`, the name of what a folder holds for it.
  func dropping(prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }

  /// What stands before `suffix`, or `nil` when the text does not end so.
  func dropping(suffix: String) -> String? {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : nil
  }
}
