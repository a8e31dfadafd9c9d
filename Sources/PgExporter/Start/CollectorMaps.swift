import Shared

/// What `--dumpmaps` prints: every collector, and what it asks a server of the newest version.
enum CollectorMaps {
  private static let newest = ServerInfo(
    version: 18, database: "postgres", label: "localhost:5432")

  static func text(
    of collectors: [CollectorEntry<PgOptions, any PgCollector>], options: PgOptions,
    on names: Set<String>
  ) throws -> String {
    var text = ""
    for entry in collectors {
      text += "\(entry.name) (\(names.contains(entry.name) ? "on" : "off")): \(entry.summary)\n"
      do {
        for statement in try entry.make(options).statements(for: newest) {
          for line in statement.sql.split(separator: "\n") { text += "  \(line)\n" }
          text += "\n"
        }
      } catch {
        text += "  nothing of PostgreSQL \(newest.version.major): \(error)\n\n"
      }
    }
    return text
  }
}
