import CCurl
import Shared

/// One of the requests that an exchange takes: the first, or what a redirect leads to.
final class HTTPHop {
  let url: HTTPURL
  private(set) var method: String
  private(set) var body: [UInt8]
  private(set) var headers: [(name: String, value: Secret)]
  /// What the server is asked for, where that is not the URL's host.
  private var asksFor: String?
  /// The name that a certificate must be for, where it is not the URL's host.
  private(set) var serverName: String?
  /// Whom the request is from may be told to the host that it was meant for.
  private(set) var isTrusted = true
  private let first: HTTPURL
  private let referrer: HTTPURL?

  /// The first request of an exchange.
  init(_ exchange: HTTPExchange) throws(ProbeFailure) {
    let url = try HTTPURL(exchange.url)
    self.url = url
    first = url
    referrer = nil
    method = exchange.method
    body = exchange.body
    headers = exchange.headers.filter { !$0.name.isEqualIgnoringCase("Host") }
    asksFor = exchange.headers.last { $0.name.isEqualIgnoringCase("Host") }?.value.revealed
    serverName = exchange.client.tls.serverName
    if serverName == nil, let asksFor { serverName = try HTTPURL("https://\(asksFor)").host }
    for (name, value) in exchange.headers {
      guard Self.isSendable(name), Self.isSendable(value.revealed) else {
        throw ProbeFailure(.configuration, "a header has a line break in it")
      }
    }
  }

  private static func isSendable(_ text: String) -> Bool {
    !text.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") }
  }

  /// What to ask when this one was redirected.
  func following(_ redirection: HTTPHead.Redirection) throws(ProbeFailure) -> HTTPHop {
    HTTPHop(self, to: try url.following(redirection.location), redirection)
  }

  private init(_ hop: HTTPHop, to url: HTTPURL, _ redirection: HTTPHead.Redirection) {
    self.url = url
    first = hop.first
    referrer = hop.url
    method = hop.method
    body = hop.body
    headers = hop.headers
    if !redirection.keepsMethod, method != "GET", method != "HEAD" {
      method = "GET"
    }
    if !redirection.keepsMethod {
      body = []
      headers.removeAll { $0.name.lowercased().hasPrefix("content-") }
    }
    // A redirect to a path is for the same server, one to a host names it.
    let isOnlyPath = !redirection.location.contains("://") && !redirection.location.hasPrefix("//")
    asksFor = isOnlyPath ? hop.asksFor : nil
    serverName = url.authority.isEqualIgnoringCase(first.authority) ? hop.serverName : nil
    isTrusted = hop.isTrusted && url.isWithin(first)
  }

  var hostHeader: String { asksFor ?? url.authority }

  /// The lines of the request's head that libcurl is to send, or not to: one that ends with its colon
  /// takes away what libcurl would send by itself.
  ///
  /// - Parameter authorization: Who the request is from, where neither a header nor the URL says it.
  func lines(_ authorization: HTTPAuthorization?) -> [String] {
    var lines: [String] = []
    for (name, value) in headers {
      if name.isEqualIgnoringCase("Cookie") { continue }
      if !isTrusted, Self.isForFirstHostOnly(name) { continue }
      lines.append(value.revealed.isEmpty ? "\(name);" : "\(name): \(value.revealed)")
    }
    // libcurl would take the host of its URL, which may be another.
    lines.append("Host: \(hostHeader)")
    func addDefault(_ name: String, _ line: String) {
      if !headers.contains(where: { $0.name.isEqualIgnoringCase(name) }) { lines.append(line) }
    }
    if let user = url.user {
      let own = HTTPAuthorization(user: user, password: url.password ?? "")
      addDefault("Authorization", "Authorization: \(own.header.revealed)")
    } else if let authorization, isTrusted {
      addDefault("Authorization", "Authorization: \(authorization.header.revealed)")
    }
    addDefault("Accept", "Accept:")
    addDefault("Expect", "Expect:")
    addDefault("Content-Type", "Content-Type:")
    addDefault("User-Agent", "User-Agent: \(AppProbe.program.name)/\(Version.number)")
    if let referrer, url.isTLS || !referrer.isTLS {
      addDefault("Referer", "Referer: \(referrer.description)")
    }
    return lines
  }

  /// The `Cookie` header that the configuration asks for.
  var cookies: String? {
    isTrusted
      ? headers.first { $0.name.isEqualIgnoringCase("Cookie") }?.value.revealed : nil
  }

  private static func isForFirstHostOnly(_ name: String) -> Bool {
    name.isEqualIgnoringCase("Authorization") || name.isEqualIgnoringCase("Proxy-Authorization")
      || name.isEqualIgnoringCase("WWW-Authenticate")
  }
}
