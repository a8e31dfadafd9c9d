internal import Shared

/// A server and database to connect to, and as whom.
///
/// Everything that libpq would otherwise look up in the environment or the service file is in it, so
/// that two of them never influence each other.
struct DataSource: Sendable, Equatable {
  static let defaultPort: UInt16 = 5432

  private let settings: ConnectionSettings
  /// All hosts that libpq tries, in order: names, addresses or folders of a socket.
  let endpoints: [Endpoint]
  /// The data source's own `connect_timeout`: a limit beside the scrape's deadline, which rules.
  let connectLimit: Duration?
  /// What was given and has no effect, a sentence each, to be logged once.
  let notes: [String]

  /// - Parameters:
  ///   - settings: All keywords known.
  ///   - libpqVersion: As `PQlibVersion` says it: a newer keyword makes every connection fail.
  init(_ settings: ConnectionSettings, libpqVersion: Int = .max) throws(DataSourceError) {
    var kept = ConnectionSettings()
    var notes: [String] = []
    var parameters: [String] = []
    // libpq's own order first, whatever the order they were given in.
    for keyword in ["host", "hostaddr", "port", "dbname", "user", "password"] {
      kept[keyword] = settings.nonEmpty(keyword)
    }
    for setting in settings.all {
      let keyword = setting.keyword
      let value = setting.value.revealed
      guard !value.utf8.contains(0) else {
        throw DataSourceError(keyword, "holds a NUL byte, which nothing in PostgreSQL can")
      }
      guard !value.isEmpty else { continue }
      switch ConnectionKeyword.named(keyword)?.use {
      case .connection(let since)?:
        guard libpqVersion / 10000 >= since else {
          throw DataSourceError(
            keyword, "needs libpq \(since), this one is \(libpqVersion / 10000); leave it out")
        }
        kept[keyword] = value
      case .ignored(let reason)?: notes.append("\(keyword) is left out: \(reason)")
      case .serverParameter?: parameters.append("-c \(keyword)=\(Self.escaped(value))")
      case nil: throw DataSourceError("keyword", "is not one of libpq's")
      }
    }
    if !parameters.isEmpty {
      kept["options"] = ([kept["options"]].compactMap(\.self) + parameters).joined(separator: " ")
    }

    // As files, libpq would name them in its errors, the key too.
    guard ["", "0", "false"].contains(settings["sslinline"] ?? "") else {
      throw DataSourceError(
        "sslinline",
        "is lib/pq's; write certificate and key into files and name them in sslcert "
          + "and sslkey")
    }
    try Self.check("sslmode", in: kept, Self.sslModes)
    try Self.check("target_session_attrs", in: kept, Self.sessionAttributes)
    try Self.check("gssencmode", in: kept, ["disable", "prefer", "require"])
    endpoints = try Self.endpoints(of: kept)
    connectLimit = try Self.takeConnectLimit(from: &kept)
    if kept["application_name"] == nil { kept["application_name"] = "pg-exporter" }
    // libpq's default asks Kerberos first, whose servers may not answer.
    if kept["gssencmode"] == nil { kept["gssencmode"] = "disable" }
    kept["client_encoding"] = "UTF8"
    self.settings = kept
    self.notes = notes
  }

  // MARK: - For the connection

  /// What `PQconnectStartParams` gets, with `expand_dbname` 0: a database's name that looks like a
  /// connection string must not be read as one.
  var parameters: [(keyword: String, value: Secret)] {
    settings.all.map { ($0.keyword, $0.value) }
  }

  /// `nil` is libpq's default, the user's name.
  var database: String? { settings["dbname"] }
  /// `nil` is libpq's default, the user that the process runs as.
  var user: String? { settings["user"] }

  /// Whether it says that it logs in with Kerberos.
  var namesKerberos: Bool { settings.namesKerberos }

  // MARK: - For people

  /// The label `server`: host and port, several of them separated by commas.
  var server: String { endpoints.map(\.description).joined(separator: ",") }

  /// The given text with every password of this data source taken out.
  func redact(_ text: String) -> String {
    Redactor(Self.secretKeywords.compactMap { settings[$0] }).redact(text)
  }

  static let secretKeywords = [
    "password", "sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret",
  ]

  // MARK: - Checks

  private static let sslModes = [
    "disable", "allow", "prefer", "require", "verify-ca", "verify-full",
  ]
  private static let sessionAttributes = [
    "any", "read-write", "read-only", "primary", "standby", "prefer-standby",
  ]

  private static func check(
    _ keyword: String, in settings: ConnectionSettings, _ values: [String]
  ) throws(DataSourceError) {
    guard let value = settings[keyword], !values.contains(value) else { return }
    throw DataSourceError(keyword, "must be one of \(values.joined(separator: ", "))")
  }

  private static func endpoints(
    of settings: ConnectionSettings
  ) throws(DataSourceError) -> [Endpoint] {
    let hosts = list(settings["host"] ?? settings["hostaddr"])
    if let addresses = settings["hostaddr"], list(addresses).count != hosts.count {
      throw DataSourceError("hostaddr", "must have as many entries as host")
    }
    let ports = list(settings["port"])
    guard ports.count == 1 || ports.count == hosts.count else {
      throw DataSourceError("port", "must have one entry, or as many as host")
    }
    var endpoints: [Endpoint] = []
    for (index, host) in hosts.enumerated() {
      let text = ports.count == 1 ? ports[0] : ports[index]
      guard let port = text.isEmpty ? 5432 : UInt16(text), port > 0 else {
        throw DataSourceError("port", "is no number from 1 to 65535")
      }
      endpoints.append(Endpoint(host: host.isEmpty ? "localhost" : host, port: port))
    }
    return endpoints
  }

  private static func list(_ value: String?) -> [String] {
    (value ?? "").split(separator: ",", omittingEmptySubsequences: false).map {
      $0.utf8.allSatisfy(\.isBlank) ? "" : String($0)
    }
  }

  private static func takeConnectLimit(
    from settings: inout ConnectionSettings
  ) throws(DataSourceError) -> Duration? {
    guard let value = settings["connect_timeout"] else { return nil }
    settings["connect_timeout"] = nil
    guard let seconds = Int32(value) else {
      throw DataSourceError("connect_timeout", "is no whole number of seconds")
    }
    return seconds > 0 ? .seconds(seconds) : nil
  }

  /// As a value within `options`.
  private static func escaped(_ value: String) -> String {
    var escaped = ""
    for character in value.unicodeScalars {
      if character == "\\" || character.properties.isWhitespace { escaped += "\\" }
      escaped.unicodeScalars.append(character)
    }
    return escaped
  }
}

/// For logs: where and as whom, never the password.
extension DataSource: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  var description: String {
    "host=\(endpoints.map(\.host).joined(separator: ",")) "
      + "port=\(endpoints.map { "\($0.port)" }.joined(separator: ",")) "
      + "dbname=\(database ?? "(as user)") user=\(user ?? "(of the process)") "
      + "password=\(settings["password"] == nil ? "not set" : "set")"
  }

  var debugDescription: String { description }
  var customMirror: Mirror { Mirror(self, children: [:]) }
}
