/// A connection string of the form `postgresql://user:password@host:port,host2/database?option=…`.
///
/// People write passwords into it as they are. So that `@ : / ? #` in a password do not send the
/// connection elsewhere, several readings are tried: first the standard's, then every other `@` as
/// the end of the password, from the right. A reading counts if a host or a list of hosts follows, then
/// nothing, a database or options whose names are known.
struct ConnectionURI {
  /// What follows the scheme.
  private let text: ArraySlice<UInt8>

  /// - Returns: `nil` when the text has no scheme of PostgreSQL.
  init?(_ text: ArraySlice<UInt8>) {
    let lowered = text.prefix(13).map { $0.isLetter ? $0 | 0x20 : $0 }
    if lowered.starts(with: "postgresql://") {
      self.init(afterScheme: text.dropFirst(13))
    } else if lowered.starts(with: "postgres://") {
      self.init(afterScheme: text.dropFirst(11))
    } else {
      return nil
    }
  }

  init(afterScheme text: ArraySlice<UInt8>) {
    self.text = text
  }

  /// - Parameter strictly: Only the standard's reading, for a URI that a stranger wrote.
  func settings(strictly: Bool = false) throws(DataSourceError) -> ConnectionSettings {
    let authority = text.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
    var failure: DataSourceError
    switch read(credentialsUpTo: authority.lastIndex(of: UInt8(ascii: "@"))) {
    case .read(let settings): return settings
    case .wrong(let error): throw error
    case .impossible(let error): failure = error
    }
    if strictly { throw failure }
    var isFirst = true
    for index in text.indices.reversed() where text[index] == UInt8(ascii: "@") {
      switch read(credentialsUpTo: index) {
      case .read(let settings): return settings
      case .wrong(let error): throw error
      case .impossible(let error):
        // The last @ is the likeliest, so its error is the one that helps.
        if isFirst { failure = error }
        isFirst = false
      }
    }
    throw failure
  }

  private enum Reading {
    case read(ConnectionSettings)
    /// It is what was meant, and has a mistake in it.
    case wrong(DataSourceError)
    /// This is not how the text is to be read.
    case impossible(DataSourceError)
  }

  private func read(credentialsUpTo at: Int?) -> Reading {
    var settings = ConnectionSettings()
    var rest = text
    do throws(DataSourceError) {
      if let at {
        try Self.readCredentials(text[..<at], into: &settings)
        rest = text[(at + 1)...]
      }
      let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
      try Self.readHosts(authority, into: &settings)
      rest = rest[authority.endIndex...]
      if rest.first == UInt8(ascii: "/") {
        let path = rest.dropFirst().prefix { $0 != UInt8(ascii: "?") }
        try Self.readDatabase(path, into: &settings)
        rest = rest[path.endIndex...]
      }
    } catch {
      return .impossible(error)
    }
    return Self.readOptions(rest.dropFirst(), into: settings)
  }

  private static func readCredentials(
    _ text: ArraySlice<UInt8>, into settings: inout ConnectionSettings
  ) throws(DataSourceError) {
    let name = text.prefix { $0 != UInt8(ascii: ":") }
    if !name.isEmpty { settings["user"] = try decoded(name, "user") }
    if name.endIndex < text.endIndex {
      settings["password"] = try decoded(text[(name.endIndex + 1)...], "password")
    }
  }

  private static func readHosts(
    _ text: ArraySlice<UInt8>, into settings: inout ConnectionSettings
  ) throws(DataSourceError) {
    guard !text.isEmpty else { return }
    var hosts: [String] = []
    var ports: [String] = []
    for piece in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      var host = piece.prefix { $0 != UInt8(ascii: ":") }
      var rest = piece[host.endIndex...]
      if piece.first == UInt8(ascii: "[") {
        host = piece.dropFirst().prefix { $0 != UInt8(ascii: "]") }
        guard host.endIndex < piece.endIndex else {
          throw DataSourceError("host", "lacks the bracket that closes an IPv6 address")
        }
        rest = piece[(host.endIndex + 1)...]
      }
      guard host.allSatisfy({ isHostCharacter($0, inBrackets: piece.first == UInt8(ascii: "[")) })
      else {
        throw DataSourceError(
          "host", "has a character that no host has; percent-encode @ : / ? # in a password")
      }
      guard rest.isEmpty || rest.first == UInt8(ascii: ":"), isPort(rest.dropFirst()) else {
        throw DataSourceError(
          "port", "is no number from 1 to 65535; percent-encode @ : / ? # in a password")
      }
      hosts.append(try decoded(host, "host"))
      ports.append(rest.dropFirst().text)
    }
    settings["host"] = hosts.joined(separator: ",")
    if ports.contains(where: { !$0.isEmpty }) {
      settings["port"] = ports.joined(separator: ",")
    }
  }

  private static func readDatabase(
    _ text: ArraySlice<UInt8>, into settings: inout ConnectionSettings
  ) throws(DataSourceError) {
    guard !text.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "@") }) else {
      throw DataSourceError("database", "has / or @ in its name; write them as %2F and %40")
    }
    if !text.isEmpty { settings["dbname"] = try decoded(text, "database") }
  }

  private static func readOptions(
    _ text: ArraySlice<UInt8>, into settings: ConnectionSettings
  ) -> Reading {
    var settings = settings
    let hasPassword = settings["password"] != nil
    var options: [(keyword: ArraySlice<UInt8>, value: ArraySlice<UInt8>)] = []
    for piece in text.split(separator: UInt8(ascii: "&")) {
      let keyword = piece.prefix { $0 != UInt8(ascii: "=") }
      guard keyword.endIndex < piece.endIndex, keyword.allSatisfy(\.isKeywordCharacter) else {
        return .impossible(
          DataSourceError("option \(options.count + 1)", "is not of the form keyword=value"))
      }
      options.append((keyword, piece[(keyword.endIndex + 1)...]))
    }
    do throws(DataSourceError) {
      for (index, (word, encoded)) in options.enumerated() {
        if word.starts(with: "ssl"), word.count == 3 {
          // JDBC's way to say it.
          settings["sslmode"] = encoded.starts(with: "true") ? "require" : "disable"
          continue
        }
        let keyword = try KeyValueString.checked(word, index + 1, mayBeSecret: hasPassword)
        settings[keyword] = try decoded(encoded, keyword, plusIsSpace: keyword == "options")
      }
    } catch {
      return .wrong(error)
    }
    return .read(settings)
  }

  private static func decoded(
    _ text: ArraySlice<UInt8>, _ part: String, plusIsSpace: Bool = false
  ) throws(DataSourceError) -> String {
    guard let decoded = percentDecoded(text, plusIsSpace: plusIsSpace) else {
      throw DataSourceError(part, "is not UTF-8 after decoding its % escapes")
    }
    return decoded
  }

  private static func isHostCharacter(_ byte: UInt8, inBrackets: Bool) -> Bool {
    if byte.isKeywordCharacter || byte >= 0x80 { return true }
    if byte == UInt8(ascii: ":") { return inBrackets }
    return byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "%")
      || byte == UInt8(ascii: "~")
  }

  private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
    guard !text.isEmpty else { return true }
    guard text.allSatisfy(\.isDigit), let number = UInt16(text.text) else { return false }
    return number > 0
  }
}
