internal import Shared

/// A data source that a stranger names in `/probe?target=`.
extension DataSource {
  /// What a stranger may say. No files, no `hostaddr` (which would go round a list of allowed
  /// hosts), no `options`.
  private static let allowedKeywords: Set<String> = [
    "host", "port", "dbname", "user", "password", "sslmode", "connect_timeout",
    "target_session_attrs", "application_name",
  ]

  /// A file that cannot exist, since its folder is a device. libpq takes an empty path for its
  /// default, which is in the home of the exporter's user.
  static let noFile = "/dev/null/none"
  /// The certificates that the system trusts.
  private static let systemCertificates = "/etc/ssl/certs/ca-certificates.crt"

  /// A target as a URI, as `keyword=value` or as `host[:port][/database][?options]`.
  ///
  /// Nothing of the exporter's own gets into it: no environment, `~/.pgpass`, service file,
  /// certificate, key or name of the user.
  ///
  /// - Parameters:
  ///   - user: The module's, which comes with the module's password instead of the target's.
  ///   - options: The module's, which override the target's and may be any of libpq's.
  init(
    target: String, user: String? = nil, password: Secret? = nil,
    options: [(keyword: String, value: String)] = [], libpqVersion: Int = .max
  ) throws(DataSourceError) {
    do throws(DataSourceError) {
      var settings = try Self.parse(target: target)
      if let user {
        settings["user"] = user
        settings["password"] = password?.revealed
      }
      for (keyword, value) in options {
        settings[try Self.checked(option: keyword)] = value
      }
      guard settings.nonEmpty("user") != nil else {
        throw DataSourceError("user", "is missing; ask with auth_module=, or name it in the target")
      }
      Self.shutOut(&settings, libpqVersion: libpqVersion)
      try self.init(settings, libpqVersion: libpqVersion)
    } catch {
      throw error.from("target")
    }
  }

  private static func parse(target: String) throws(DataSourceError) -> ConnectionSettings {
    let bytes = Array(target.utf8)[...].trimmed
    guard !bytes.isEmpty else { throw DataSourceError("host", "is missing") }
    let settings: ConnectionSettings
    if let uri = ConnectionURI(bytes) {
      settings = try uri.settings(strictly: true)
    } else if KeyValueString.begins(bytes, known: false) {
      settings = try KeyValueString.parse(bytes)
    } else {
      settings = try ConnectionURI(afterScheme: bytes).settings(strictly: true)
    }
    for setting in settings.all where !allowedKeywords.contains(setting.keyword) {
      throw DataSourceError(
        setting.keyword, "may not be in a target; a module's options may have it")
    }
    let hosts = settings["host"] ?? ""
    for host in hosts.split(separator: ",", omittingEmptySubsequences: false) {
      guard !host.isEmpty else { throw DataSourceError("host", "is missing") }
      // Also keeps out sockets, which begin with / or @.
      guard host.utf8.allSatisfy(isHostCharacter) else {
        throw DataSourceError("host", "must be a name or an address; a target may be no socket")
      }
    }
    return settings
  }

  private static func isHostCharacter(_ byte: UInt8) -> Bool {
    byte.isKeywordCharacter || byte >= 0x80 || byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "%")
  }

  private static func checked(option: String) throws(DataSourceError) -> String {
    guard ConnectionKeyword.named(option) != nil else {
      throw DataSourceError(option, "of the module's options is no keyword of libpq")
    }
    let forbidden = ["host", "hostaddr", "service", "servicefile"]
    guard !forbidden.contains(option) else {
      throw DataSourceError(option, "of the module's options has no place: the target says where")
    }
    return option
  }

  /// Sets whatever libpq would look up at its user's.
  private static func shutOut(_ settings: inout ConnectionSettings, libpqVersion: Int) {
    for keyword in ["passfile", "sslcert", "sslkey", "sslcrl"]
    where settings.nonEmpty(keyword) == nil { settings[keyword] = noFile }
    if settings.nonEmpty("sslrootcert") == nil {
      let verifies = settings["sslmode"]?.hasPrefix("verify") == true
      settings["sslrootcert"] = verifies ? systemCertificates : noFile
    }
    if settings.nonEmpty("sslmode") == nil { settings["sslmode"] = "prefer" }
    // A server can ask for Kerberos without encryption by it. Older ones cannot refuse:
    // ``ConnectionEnvironment/forgetKerberos()``.
    if libpqVersion >= 160_000, settings.nonEmpty("require_auth") == nil,
      !settings.namesKerberos
    {
      settings["require_auth"] = "!gss,!sspi"
    }
    // Defaults of libpq that are compiled in, but that its environment could once change.
    if settings.nonEmpty("target_session_attrs") == nil { settings["target_session_attrs"] = "any" }
    if settings.nonEmpty("port") == nil { settings["port"] = "5432" }
  }
}

extension ConnectionSettings {
  /// Whether one of its settings is about Kerberos.
  var namesKerberos: Bool {
    let own = ["krbsrvname", "gsslib", "gssdelegation"].contains { nonEmpty($0) != nil }
    return own || !["", "disable"].contains(self["gssencmode"] ?? "")
      || self["require_auth"]?.hasPrefix("gss") == true
  }
}
