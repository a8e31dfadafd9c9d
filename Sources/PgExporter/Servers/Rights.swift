/// What the role that we log in as may do, as far as collectors need it.
struct Rights: Sendable, Equatable {
  let role: String
  let missing: Set<PredefinedRole>

  /// Reads catalogs, so that it may have to wait: it is asked last, and may fail.
  static let statement: Statement = {
    let rights = PredefinedRole.allCases.map {
      "pg_has_role(current_user, '\($0.rawValue)', 'USAGE')"
    }
    return Statement("SELECT current_user, \(rights.joined(separator: ", "))")
  }()

  init(role: String, missing: Set<PredefinedRole>) {
    self.role = role
    self.missing = missing
  }

  init?(_ answer: Result<Rows, PgError>) {
    guard let row = try? answer.get().first, let role = row.text(0) else { return nil }
    var missing: Set<PredefinedRole> = []
    for (index, right) in PredefinedRole.allCases.enumerated() where row.bool(index + 1) == false {
      missing.insert(right)
    }
    self.init(role: role, missing: missing)
  }
}

/// A right that a collector needs, and whether the role has it not.
struct NeededRight: Sendable, Equatable {
  let collector: String
  /// A predefined role, or `other` where the server refused something that no such role gives.
  let right: String
  let isMissing: Bool

  /// - Parameters:
  ///   - refused: Collectors that the server refused to answer.
  ///   - rights: `nil` when that is not known.
  static func list(
    _ collectors: [any PgCollector], refused: Set<String>, _ rights: Rights?
  ) -> [NeededRight] {
    collectors.compactMap { collector in
      let isRefused = refused.contains(collector.name)
      guard let needed = collector.neededRole else {
        return isRefused
          ? NeededRight(collector: collector.name, right: "other", isMissing: true) : nil
      }
      guard isRefused || rights != nil else { return nil }
      return NeededRight(
        collector: collector.name, right: needed.rawValue,
        isMissing: isRefused || rights?.missing.contains(needed) == true)
    }
  }
}
