import Shared
import YAML

extension HTTPClientOptions {
  /// Reads what the Go exporters call an HTTP client's configuration, less ``ip`` and what a prober
  /// has of its own.
  init(_ options: OptionReader) throws {
    basicAuth = try options.optionalSection("basic_auth") { try BasicAuth($0) }
    authorization = try Authorization(optionalIn: options)
    oauth2 = try options.optionalSection("oauth2") { try OAuth2($0) }
    proxy = try Proxy(options)
    tls = try options.section("tls_config") { try TLSSettings($0) }
    followsRedirects = try Self.followsRedirects(options)
    usesHTTP2 = try options.bool("enable_http2", default: true)

    let ways = ["basic_auth", "authorization", "oauth2", "bearer_token", "bearer_token_file"]
    let given = ways.filter(options.isGiven)
    if given.count > 1 {
      throw options.error(
        given[1], "there is '\(given[0])' too; a request says only once who it is from")
    }
  }

  private static func followsRedirects(_ options: OptionReader) throws -> Bool {
    var follows = try options.value("follow_redirects")?.bool() ?? true
    if let old = options.value("no_follow_redirects") {
      follows = try !old.bool()
      options.warn("no_follow_redirects", "it is deprecated: write 'follow_redirects: \(follows)'")
    }
    options.show("follow_redirects", .word("\(follows)"))
    return follows
  }
}

extension HTTPClientOptions.BasicAuth {
  init(_ options: OptionReader) throws {
    user = try options.credential("username", isShown: true) ?? .text(Secret(""))
    password = try options.credential("password")
  }
}

extension HTTPClientOptions.Authorization {
  /// As `authorization`, or as the deprecated `bearer_token`.
  init?(optionalIn options: OptionReader) throws {
    if let token = try options.credential("bearer_token") {
      self.init(credentials: token)
      return
    }
    let read = try options.optionalSection("authorization") { options in
      let scheme = try options.text("type", default: "Bearer")
      guard scheme.lowercased() != "basic" else {
        throw options.error("type", "for Basic, write 'basic_auth' in the place of 'authorization'")
      }
      try options.check("type", isToken: scheme, "an authorization scheme")
      guard let credentials = try options.credential("credentials") else {
        throw options.error("credentials", "'credentials' or 'credentials_file' is missing")
      }
      return Self(scheme: scheme, credentials: credentials)
    }
    guard let read else { return nil }
    self = read
  }
}

extension HTTPClientOptions.OAuth2 {
  init(_ options: OptionReader) throws {
    clientID = try options.required("client_id").string()
    options.show("client_id", .text(clientID))
    guard let secret = try options.credential("client_secret") else {
      throw options.error("client_secret", "'client_secret' or 'client_secret_file' is missing")
    }
    clientSecret = secret
    tokenURL = try options.required("token_url").string()
    options.show("token_url", .text(RedactedURL.text(of: tokenURL)))
    scopes = try options.texts("scopes")
    endpointParameters =
      try options.value("endpoint_params")?.entries().map {
        ($0.name, try $0.value.string())
      } ?? []
    let shown = endpointParameters.map { name, value in
      Setting.Entry(key: name, value: SecretNames.hints(name) ? .secret : .text(value))
    }
    options.show("endpoint_params", shown.isEmpty ? nil : .mapping(shown))
    tls = try options.section("tls_config") { try TLSSettings($0) }
    proxy = try HTTPClientOptions.Proxy(options)
  }
}
