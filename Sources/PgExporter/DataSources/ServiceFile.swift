import Shared

/// A file of libpq's services: sections in brackets with `keyword=value` lines.
///
/// It is read here and not by libpq, so that the server's name is known before it is connected to.
struct ServiceFile {
  /// Where libpq's own builds look when `PGSYSCONFDIR` does not say it: Debian, Red Hat, source.
  private static let systemFolders = [
    "/etc/postgresql-common", "/etc/sysconfig/pgsql", "/usr/local/pgsql/etc",
  ]

  /// The settings of a service, from the user's file or else the system's.
  ///
  /// - Parameter file: The connection string's own `servicefile`.
  static func settings(
    of service: String, file: String?, environment: [String: String]
  ) throws(DataSourceError) -> ConnectionSettings {
    var paths: [String] = []
    if let file = file ?? environment["PGSERVICEFILE"] {
      paths = [file]
    } else if let home = environment["HOME"] {
      paths = ["\(home)/.pg_service.conf"]
    }
    paths += (environment["PGSYSCONFDIR"].map { [$0] } ?? systemFolders).map {
      "\($0)/pg_service.conf"
    }
    for path in paths {
      let contents: [UInt8]
      do {
        contents = try SmallFile.contents(of: path)
      } catch {
        if error.isNotFound { continue }
        throw DataSourceError("service", "\(error)")
      }
      if let settings = try section(service, in: contents[...], path) { return settings }
    }
    throw DataSourceError(
      "service", "there is no [\(service)] in \(paths.joined(separator: ", "))")
  }

  /// - Returns: `nil` when the file has no such section.
  static func section(
    _ service: String, in contents: ArraySlice<UInt8>, _ path: String
  ) throws(DataSourceError) -> ConnectionSettings? {
    var settings: ConnectionSettings?
    let lines = contents.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let line = line.trimmed
      guard let first = line.first, first != UInt8(ascii: "#") else { continue }
      if first == UInt8(ascii: "[") {
        if settings != nil { break }
        if line.dropFirst().prefix(while: { $0 != UInt8(ascii: "]") }).text == service {
          settings = ConnectionSettings()
        }
      } else if settings != nil {
        let keyword = line.prefix { $0 != UInt8(ascii: "=") }
        guard keyword.endIndex < line.endIndex else {
          throw DataSourceError("service", "\(path), line \(index + 1): is not keyword=value")
        }
        let name = keyword.trimmed.text
        guard name != "service", ConnectionKeyword.named(name) != nil else {
          throw DataSourceError(
            "service", "\(path), line \(index + 1): does not begin with a keyword of libpq")
        }
        settings?[name] = line[(keyword.endIndex + 1)...].trimmed.text
      }
    }
    return settings
  }
}
