internal import Shared
internal import YAML

/// Credentials of the configuration file, and the servers that they are for.
struct AuthModule: Sendable {
  let name: String
  let user: String?
  /// A role may have none.
  let password: Secret?
  /// libpq's keywords, which override those of the target.
  let options: [(keyword: String, value: String)]
  /// Servers that get the credentials; with none, nobody gets them.
  let targets: [TargetPattern]

  private enum Kind: String, CaseIterable { case userpass }

  /// - Parameters:
  ///   - folder: Where relative paths of `password_file` begin.
  ///   - libpqVersion: As `PQlibVersion` says it.
  init(_ name: String, _ value: YAMLValue, folder: String, libpqVersion: Int) throws {
    self.name = name
    (user, password, options, targets) = try value.mapping { module in
      // Upstream knows only this one.
      _ = try module.optional("type")?.choice(Kind.self)
      let login = try module.optional("userpass")?.mapping { login in
        let user = try login.string("username")
        guard !user.isEmpty else { throw login.error("'username' is empty") }
        return (user, try Self.password(login, folder))
      }
      let options = try module.entries("options").map { option in
        try Self.check(option.name, option.value, libpqVersion)
        return (option.name, try option.value.string())
      }
      let targets = try module.optional("targets")?.sequence().map { target in
        try target.string { text in try TargetPattern(text, defaultPort: DataSource.defaultPort) }
      }
      return (login?.0, login?.1, options, targets ?? [])
    }
  }

  private static func password(_ login: YAMLMapping, _ folder: String) throws -> Secret? {
    let password = try login.optionalSecret("password")
    guard let file = login.optional("password_file") else { return password }
    guard password == nil else {
      throw file.error("there is a 'password' too; leave one of them out")
    }
    let path = try file.string()
    let contents: [UInt8]
    do {
      contents = try SmallFile.contents(of: path.hasPrefix("/") ? path : "\(folder)/\(path)")
    } catch {
      throw file.error("\(error)")
    }
    guard let text = String(validating: contents[...].trimmed, as: UTF8.self) else {
      throw file.error("\(path) is not UTF-8")
    }
    return Secret(text)
  }

  /// Finds out now what would make every probe fail.
  private static func check(
    _ option: String, _ value: YAMLValue, _ libpqVersion: Int
  ) throws {
    do {
      _ = try DataSource(
        target: "localhost", user: "nobody", options: [(option, try value.string())],
        libpqVersion: libpqVersion)
    } catch let error as DataSourceError {
      // The way to the value names the option.
      let prefix = "of the module's options "
      guard error.part == option else { throw value.error("\(error.part): \(error.reason)") }
      throw value.error(
        error.reason.hasPrefix(prefix)
          ? String(error.reason.dropFirst(prefix.count)) : error.reason)
    }
  }
}

extension AuthModule: CustomStringConvertible, CustomReflectable {
  var description: String { "auth_module \(name)" }
  var customMirror: Mirror { Mirror(self, children: [:]) }
}
