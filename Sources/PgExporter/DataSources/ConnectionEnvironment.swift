internal import Glibc
internal import Shared

/// The environment variables from which libpq would take settings by itself.
enum ConnectionEnvironment {
  /// Any of these says that there is a server.
  private static let naming = [
    "PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE", "PGUSER", "PGPORT",
  ]

  /// Reads the environment and then takes libpq's variables out of it, so that nothing of them gets
  /// into the connection to a target that a URL names.
  ///
  /// To be called once, at the start, before there is a second thread.
  static func capture() -> [String: String] {
    let variables = Environment.variables
    // PG_EXPORTER_… are flags of ours.
    for name in variables.keys where name.hasPrefix("PG") && !name.hasPrefix("PG_") {
      unsafe unsetenv(name)
    }
    return variables
  }

  /// Points the Kerberos libraries at no tickets and no keys.
  ///
  /// Any server can ask for them, also one that a stranger named, and libpq before 16 has no setting
  /// that refuses. So they are there only when a data source says that it logs in with them. To be
  /// called like ``capture()``.
  static func forgetKerberos() {
    for name in ["KRB5CCNAME", "KRB5_CLIENT_KTNAME"] {
      unsafe setenv(name, "FILE:\(DataSource.noFile)", 1)
    }
  }

  static func namesServer(_ environment: [String: String]) -> Bool {
    naming.contains { environment[$0]?.isEmpty == false }
  }

  /// Adds what the service and the environment say, as libpq would: the connection string comes
  /// first, then the service, then the environment.
  static func complete(
    _ settings: inout ConnectionSettings, from environment: [String: String]
  ) throws(DataSourceError) {
    let file = settings.nonEmpty("servicefile")
    if let service = settings["service"] ?? environment["PGSERVICE"], !service.isEmpty {
      settings.fill(
        from: try ServiceFile.settings(of: service, file: file, environment: environment))
    }
    settings["service"] = nil
    settings["servicefile"] = nil
    // An address of another server than the one that is named.
    let namesHost = settings["host"] != nil || settings["hostaddr"] != nil
    for keyword in ConnectionKeyword.all where settings[keyword.name] == nil {
      guard let variable = keyword.variable, let value = environment[variable], !value.isEmpty,
        !keyword.name.hasPrefix("service"), !(namesHost && keyword.name.hasPrefix("host"))
      else { continue }
      settings[keyword.name] = value
    }
  }
}
