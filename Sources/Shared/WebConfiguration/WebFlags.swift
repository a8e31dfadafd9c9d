package import Logging
package import Shared
internal import TLS

/// TLS and a password as flags say them, for exporters whose upstream has such.
package struct WebFlags: Sendable {
  /// The names of the flags, without dashes.
  package struct Names: Sendable {
    package let certificate, key, authority, minimum, user, password, hash: String

    package init(
      certificate: String, key: String, authority: String, minimum: String, user: String,
      password: String, hash: String
    ) {
      self.certificate = certificate
      self.key = key
      self.authority = authority
      self.minimum = minimum
      self.user = user
      self.password = password
      self.hash = hash
    }
  }

  private let names: Names
  package var certificateFile: String?
  package var keyFile: String?
  /// Whoever is signed by these may come in, and nobody else.
  package var authorityFile: String?
  /// `TLS1.2`.
  package var minimum: String?
  package var user: String?
  package var password: Secret?
  package var hash: Secret?

  package init(_ names: Names) { self.names = names }

  /// The gate of these flags, or of the file where there is one; `nil` without both.
  package func gate(_ web: WebOptions, _ log: Logger) throws -> (any HTTPGate)? {
    guard let flag = firstGiven else { return try WebConfiguration.gate(web, log) }
    guard web.configurationFile == nil else {
      throw FlagError(
        flag: flag, reason: "--web.config.file says the same; leave one of both out")
    }
    let settings = try settings()
    let live = try LiveSettings(file: nil, log: log) { settings }
    return WebGate(live, log: log)
  }

  private var firstGiven: String? {
    [
      (names.certificate, certificateFile != nil), (names.key, keyFile != nil),
      (names.authority, authorityFile != nil), (names.minimum, minimum != nil),
      (names.user, user != nil), (names.password, password != nil), (names.hash, hash != nil),
    ].first { $0.1 }?.0
  }

  func settings() throws(FlagError) -> WebSettings {
    var settings = WebSettings()
    settings.tls = try tls()
    let names = names
    settings.explain = { error in
      let flag =
        switch error.part {
        case .key: names.key
        case .clientAuthorities: names.authority
        default: names.certificate
        }
      return FlagError(flag: flag, reason: "\(error)")
    }
    settings.users = try users()
    return settings
  }

  private func tls() throws(FlagError) -> TLSServerOptions? {
    guard let certificateFile, let keyFile else {
      for (flag, value) in [
        (names.certificate, certificateFile), (names.key, keyFile),
        (names.authority, authorityFile), (names.minimum, minimum),
      ] where value != nil {
        throw FlagError(
          flag: flag, reason: "TLS needs --\(names.certificate) and --\(names.key), both")
      }
      return nil
    }
    var tls = TLSServerOptions(certificate: .file(certificateFile), key: .file(keyFile))
    if let authorityFile {
      tls.clientAuthorities = .file(authorityFile)
      tls.clients = .requireAndVerify
    }
    guard let minimum else { return tls }
    let spelled = TLSServerOptions.Version.allCases.map { version in
      (version, "TLS1.\(version.rawValue.suffix(1))")
    }
    guard let version = spelled.first(where: { $0.1 == minimum })?.0 else {
      throw FlagError(
        flag: names.minimum, reason: "write \(spelled.map(\.1).joined(separator: ", "))")
    }
    tls.minimum = version
    return tls
  }

  private func users() throws(FlagError) -> Users {
    var users = Users()
    if password != nil, hash != nil {
      throw FlagError(
        flag: names.hash, reason: "--\(names.password) is given too; leave one of both out")
    }
    guard let user else {
      if password != nil || hash != nil {
        throw FlagError(
          flag: password != nil ? names.password : names.hash, reason: "it needs --\(names.user)")
      }
      return users
    }
    if let password {
      users.add(user, .plain(password))
    } else if let hash {
      do throws(PasswordHashError) {
        users.add(user, .bcrypt(try PasswordHash(hash.revealed)))
      } catch {
        throw FlagError(flag: names.hash, reason: "\(error)")
      }
    } else {
      throw FlagError(
        flag: names.user, reason: "it needs --\(names.password) or --\(names.hash)")
    }
    return users
  }
}
