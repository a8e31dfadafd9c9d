/// An extension that is installed in the database that a session is with, from `pg_extension`.
struct InstalledExtension: Equatable, Sendable {
  /// The schema that its objects are in, quoted as SQL wants it.
  let schema: String
  let version: ExtensionVersion

  /// Asks for the name, schema and version of each.
  static let statement: Statement = """
    SELECT e.extname, quote_ident(n.nspname), e.extversion
      FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
    """

  /// The extensions by their names; one whose version is no number is left out.
  static func all(_ rows: Rows) -> [String: InstalledExtension] {
    var all: [String: InstalledExtension] = [:]
    for row in rows {
      guard let name = row.text(0), let schema = row.text(1),
        let version = row.text(2).flatMap(ExtensionVersion.init)
      else { continue }
      all[name] = InstalledExtension(schema: schema, version: version)
    }
    return all
  }
}

/// The version of an extension, such as `1.11`.
struct ExtensionVersion: Comparable, Sendable, CustomStringConvertible {
  let major: Int
  let minor: Int

  init(_ major: Int, _ minor: Int) {
    self.major = major
    self.minor = minor
  }

  init?(_ text: String) {
    let parts = text.split(separator: ".")
    guard let major = parts.first.flatMap({ Int($0) }) else { return nil }
    self.init(major, parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
  }

  var description: String { "\(major).\(minor)" }

  static func < (left: Self, right: Self) -> Bool {
    (left.major, left.minor) < (right.major, right.minor)
  }
}
