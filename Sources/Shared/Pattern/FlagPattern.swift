extension Pattern {
  /// The regular expression that a flag was given.
  ///
  /// - Parameter flag: The flag's name without dashes, for the error.
  package convenience init(
    flag: String, _ text: String, anchored isAnchored: Bool = false
  ) throws(FlagError) {
    do throws(PatternError) {
      try self.init(text, anchored: isAnchored)
    } catch {
      throw FlagError(flag: flag, reason: error.description)
    }
  }

  /// The regular expression that a flag was given; `nil` when the flag is not set.
  ///
  /// - Parameter flag: The flag's name without dashes, for the error.
  package static func of(
    flag: String, _ text: String?, anchored isAnchored: Bool = false
  ) throws(FlagError) -> Pattern? {
    guard let text, !text.isEmpty else { return nil }
    return try Pattern(flag: flag, text, anchored: isAnchored)
  }
}

extension NameFilter {
  /// The devices wanted by a pair of flags that end in `-include` and `-exclude`.
  ///
  /// - Parameter flag: What the two flags' names start with, e.g. `collector.arp.device`.
  package init(
    flag: String, include: String?, exclude: String?, anchored isAnchored: Bool = false
  ) throws(FlagError) {
    self.init(
      include: try Pattern.of(flag: "\(flag)-include", include, anchored: isAnchored),
      exclude: try Pattern.of(flag: "\(flag)-exclude", exclude, anchored: isAnchored))
  }

  /// The same for a pair of flags of which only one may be given.
  package init(exclusiveFlag flag: String, include: String?, exclude: String?) throws(FlagError) {
    try self.init(flag: flag, include: include, exclude: exclude)
    if self.include != nil, self.exclude != nil {
      throw FlagError(flag: "\(flag)-include", reason: "cannot be given with --\(flag)-exclude")
    }
  }
}
