internal import Shared

/// Data sources that whoever starts the exporter gives it.
extension DataSource {
  /// A data source from a connection string of either form.
  ///
  /// - Parameters:
  ///   - followsAnother: Whether it is not the first of a list.
  ///   - environment: From ``ConnectionEnvironment/capture()``.
  init(
    _ text: String, followsAnother: Bool = false, environment: [String: String] = [:],
    libpqVersion: Int = .max
  ) throws(DataSourceError) {
    try self.init(
      completing: try ConnectionString.parse(text, followsAnother: followsAnother), environment,
      libpqVersion: libpqVersion)
  }

  /// A data source in three parts, as `DATA_SOURCE_URI`, `_USER` and `_PASS` give it.
  ///
  /// - Parameter uri: With or without a scheme.
  init(
    uri: String, user: String?, password: Secret?, environment: [String: String] = [:],
    libpqVersion: Int = .max
  ) throws(DataSourceError) {
    let text = Array(uri.utf8)[...].trimmed
    guard !KeyValueString.begins(text, known: true) else {
      throw DataSourceError("host", "is missing; keyword=value belongs into DATA_SOURCE_NAME")
    }
    var settings = try (ConnectionURI(text) ?? ConnectionURI(afterScheme: text)).settings()
    if let user, !user.isEmpty { settings["user"] = user }
    if let password, !password.revealed.isEmpty { settings["password"] = password.revealed }
    try self.init(completing: settings, environment, libpqVersion: libpqVersion)
  }

  /// A data source that only the environment describes, connected to as `psql` would be.
  init(environment: [String: String], libpqVersion: Int = .max) throws(DataSourceError) {
    var settings = ConnectionSettings()
    try ConnectionEnvironment.complete(&settings, from: environment)
    try self.init(settings, libpqVersion: libpqVersion)
  }

  private init(
    completing given: ConnectionSettings, _ environment: [String: String], libpqVersion: Int
  ) throws(DataSourceError) {
    var settings = given
    try ConnectionEnvironment.complete(&settings, from: environment)
    // What upstream means without a host; libpq would take a socket.
    if settings.nonEmpty("host") == nil, settings.nonEmpty("hostaddr") == nil {
      settings["host"] = "localhost"
    }
    try self.init(settings, libpqVersion: libpqVersion)
  }
}
