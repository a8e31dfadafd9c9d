internal import CLinux
internal import Glibc
internal import Logging
package import Shared
internal import TLS

/// The gate that settings describe: TLS, then the limit, then the password, for every path.
package final class WebGate: HTTPGate {
  private let live: LiveSettings
  private let checker = PasswordChecker()
  private let limit = RateLimit()
  private let log: Logger

  /// Each that is idle has 14 KiB of OpenSSL's.
  private static let encryptedConnections = 1024

  init(_ live: LiveSettings, log: Logger) {
    self.live = live
    self.log = log
    if live.last.settings.asksForHTTP2 {
      log.notice("http2 is not spoken here; clients use HTTP/1.1")
    }
  }

  package var maxConnections: Int? { live.last.tls == nil ? nil : Self.encryptedConnections }

  package var headers: [(String, String)] { live.last.settings.headers }

  package func makeTransport(socket: CInt) -> any Transport {
    // Local sockets stay plain: who may open them is what their folder says.
    guard live.last.tls != nil, !Self.isLocal(socket), let context = live.soon.tls else {
      return PlainTransport(socket: socket)
    }
    return TLSServerTransport(socket: socket, context: context) { [log] reason in
      log.debug("a client's TLS handshake failed", metadata: ["reason": "\(reason)"])
    }
  }

  private static func isLocal(_ socket: CInt) -> Bool {
    var domain: CInt = 0
    var size = socklen_t(MemoryLayout<CInt>.size)
    let result = unsafe getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &domain, &size)
    return result == 0 && domain == AF_UNIX
  }

  package func recognizes(_ request: HTTPRequest) -> Bool {
    let users = live.last.settings.users
    if users.isEmpty { return true }
    return Self.credentials(of: request).map { checker.knows($0, users) } ?? false
  }

  package func refusal(of request: HTTPRequest) -> HTTPResponse? {
    let settings = live.current.settings
    guard limit.admits(settings.rateLimit) else {
      return .text(
        .tooManyRequests, "There were too many requests.\n", headers: [("Retry-After", "1")])
    }
    if settings.users.isEmpty { return nil }
    guard let credentials = Self.credentials(of: request) else { return Self.unauthorized }
    switch checker.check(credentials, settings.users) {
    case .right: return nil
    case .wrong: return Self.unauthorized
    case .busy:
      return .text(
        .serviceUnavailable, "Too many passwords are being checked already.\n",
        headers: [("Retry-After", "1")])
    }
  }

  private static func credentials(of request: HTTPRequest) -> BasicCredentials? {
    request.header("Authorization").flatMap { BasicCredentials($0) }
  }

  private static var unauthorized: HTTPResponse {
    .text(
      .unauthorized, "This page wants a name and a password.\n",
      headers: [("WWW-Authenticate", #"Basic realm="metrics", charset="UTF-8""#)])
  }
}
