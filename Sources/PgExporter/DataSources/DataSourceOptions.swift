internal import ArgumentParser
internal import Shared

/// Which servers to scrape: flags, and the environment variables that stand for them.
struct DataSourceOptions: ParsableArguments {
  @Option(
    name: .customLong("data-source-name"),
    help: ArgumentHelp(
      "A server: postgresql://user:password@host:5432/database or keyword=value. Repeatable. "
        + "Instead of DATA_SOURCE_NAME, which is the better place for a password.",
      valueName: "dsn"),
    transform: { Secret($0) })
  var names: [Secret] = []

  @Option(
    name: .customLong("data-source-uri"),
    help: ArgumentHelp(
      "A server without user and password: host:5432/database?sslmode=disable. Instead of "
        + "DATA_SOURCE_URI.", valueName: "uri"),
    transform: { Secret($0) })
  var uri: Secret?

  @Option(
    name: .customLong("data-source-user"),
    help: ArgumentHelp("The user for it. Instead of DATA_SOURCE_USER.", valueName: "user"))
  var user: String?

  @Option(
    name: .customLong("data-source-pass-file"),
    help: ArgumentHelp(
      "The file with the password for it. Instead of DATA_SOURCE_PASS_FILE.", valueName: "file"))
  var passwordFile: String?

  /// The flags whose values may hold a password.
  static let secretFlags = ["data-source-name", "data-source-uri"]

  /// The data sources that are given: by flags, else by `DATA_SOURCE_NAME`, else by
  /// `DATA_SOURCE_URI`, else by libpq's own variables. None is an answer: targets can be probed.
  ///
  /// - Parameters:
  ///   - environment: From ``ConnectionEnvironment/capture()``.
  ///   - libpqVersion: As `PQlibVersion` says it.
  func dataSources(
    environment: [String: String], libpqVersion: Int = .max
  ) throws(DataSourceError) -> [DataSource] {
    if !names.isEmpty {
      try refuseParts(beside: "--data-source-name")
      return try Self.each(
        of: names.flatMap { ConnectionString.split($0.revealed) }, from: "--data-source-name"
      ) { text, followsAnother throws(DataSourceError) in
        try DataSource(
          text, followsAnother: followsAnother, environment: environment, libpqVersion: libpqVersion
        )
      }
    }
    if uri == nil, let name = environment["DATA_SOURCE_NAME"], !name.isEmpty {
      try refuseParts(beside: "DATA_SOURCE_NAME")
      return try Self.each(
        of: ConnectionString.split(name), from: "DATA_SOURCE_NAME"
      ) { text, followsAnother throws(DataSourceError) in
        try DataSource(
          text, followsAnother: followsAnother, environment: environment, libpqVersion: libpqVersion
        )
      }
    }
    if let (origin, text) = try Self.given(
      uri?.revealed, "--data-source-uri", or: "DATA_SOURCE_URI", environment)
    {
      let user = try Self.given(user, "--data-source-user", or: "DATA_SOURCE_USER", environment)?
        .value
      let password = try password(environment)
      let list = ConnectionString.splitWithoutScheme(text)
      return try Self.each(of: list, from: origin) { text, _ throws(DataSourceError) in
        try DataSource(
          uri: text, user: user, password: password, environment: environment,
          libpqVersion: libpqVersion)
      }
    }
    guard user == nil, passwordFile == nil else {
      throw DataSourceError(
        user == nil ? "--data-source-pass-file" : "--data-source-user",
        "needs --data-source-uri or DATA_SOURCE_URI beside it")
    }
    guard ConnectionEnvironment.namesServer(environment) else { return [] }
    do throws(DataSourceError) {
      return [try DataSource(environment: environment, libpqVersion: libpqVersion)]
    } catch {
      throw error.from("PG* variables")
    }
  }

  private func refuseParts(beside other: String) throws(DataSourceError) {
    let given: [(String, Bool)] = [
      ("--data-source-uri", uri != nil), ("--data-source-user", user != nil),
      ("--data-source-pass-file", passwordFile != nil),
    ]
    if let (flag, _) = given.first(where: \.1) {
      throw DataSourceError(flag, "has no effect beside \(other); leave one of them out")
    }
  }

  private static func given(
    _ value: String?, _ flag: String, or variable: String, _ environment: [String: String]
  ) throws(DataSourceError) -> (origin: String, value: String)? {
    if let value { return (flag, value) }
    return try self.variable(variable, environment)
  }

  private func password(_ environment: [String: String]) throws(DataSourceError) -> Secret? {
    if let passwordFile {
      return Secret(try Self.contents(of: passwordFile, "--data-source-pass-file"))
    }
    guard let value = try Self.variable("DATA_SOURCE_PASS", environment)?.value else { return nil }
    return Secret(value)
  }

  /// The contents of the file that `NAME_FILE` names, else the value of `NAME`.
  private static func variable(
    _ name: String, _ environment: [String: String]
  ) throws(DataSourceError) -> (origin: String, value: String)? {
    if let path = environment["\(name)_FILE"], !path.isEmpty {
      let value = try contents(of: path, "\(name)_FILE")
      return value.isEmpty ? nil : ("\(name)_FILE", value)
    }
    guard let value = environment[name], !value.isEmpty else { return nil }
    return (name, value)
  }

  private static func contents(
    of path: String, _ variable: String
  ) throws(DataSourceError) -> String {
    do {
      let contents = try SmallFile.contents(of: path)
      guard let text = String(validating: contents[...].trimmed, as: UTF8.self) else {
        throw DataSourceError(variable, "\(path) is not UTF-8")
      }
      return text
    } catch let error as SystemError {
      throw DataSourceError(variable, "\(error)")
    } catch let error as DataSourceError {
      throw error
    } catch {
      throw DataSourceError(variable, "\(path) cannot be read")
    }
  }

  private static func each(
    of list: [String], from origin: String,
    _ make: (_ text: String, _ followsAnother: Bool) throws(DataSourceError) -> DataSource
  ) throws(DataSourceError) -> [DataSource] {
    var sources: [DataSource] = []
    for (index, text) in list.enumerated() {
      do throws(DataSourceError) {
        sources.append(try make(text, index > 0))
      } catch {
        throw error.from(origin, number: list.count > 1 ? index + 1 : nil)
      }
    }
    return sources
  }
}
