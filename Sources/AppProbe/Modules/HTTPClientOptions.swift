import Shared

/// How requests are made: who asks, through whom, over what.
struct HTTPClientOptions: Sendable {
  struct BasicAuth: Sendable {
    var user: Credential
    var password: Credential?
  }

  /// The Authorization header, whose scheme is `Bearer` unless said otherwise.
  struct Authorization: Sendable {
    var scheme = "Bearer"
    var credentials: Credential
  }

  /// Client credentials, for which a token is fetched and kept until it expires.
  struct OAuth2: Sendable {
    var clientID: String
    var clientSecret: Credential
    var tokenURL: String
    var scopes: [String] = []
    var endpointParameters: [(name: String, value: String)] = []
    var tls = TLSSettings()
    var proxy = Proxy()
  }

  struct Proxy: Sendable {
    /// May hold a password.
    var url: Secret?
    /// Hosts that are asked without it, comma-separated.
    var exceptions: String?
    /// Whether `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` are heeded.
    var usesEnvironment = false
    /// Sent to the proxy with CONNECT; the values may be secret.
    var headers: [(name: String, value: Secret)] = []
  }

  var basicAuth: BasicAuth?
  var authorization: Authorization?
  var oauth2: OAuth2?
  var proxy = Proxy()
  var tls = TLSSettings()
  var followsRedirects = true
  var usesHTTP2 = true
  var ip = IPPreference()
  /// Whether the target's name is left to the proxy to look up.
  var skipsResolveWithProxy = false
}
