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

extension String {
  /// Whether this is `prefix` and a number: `card0`, and not `card0-DP-1`.
  func isNumbered(_ prefix: String) -> Bool {
    guard let number = dropping(prefix: prefix), !number.isEmpty else { return false }
    return number.utf8.allSatisfy { UInt8(ascii: "0") <= $0 && $0 <= UInt8(ascii: "9") }
  }
}
