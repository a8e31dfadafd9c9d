import Shared
import YAML

/// Tokens of OAuth2's client credentials (RFC 6749, section 4.4), each kept until it expires.
final class OAuth2Tokens {
  private struct Token {
    let secret: String
    /// `nil` when it lasts.
    let end: Deadline?
  }

  /// By what they were asked for.
  private var tokens: [String: Token] = [:]
  /// More than a configuration has; reloads leave old ones behind.
  private static let capacity = 64
  /// A token that is about to expire would be refused under way.
  private static let margin = Duration.seconds(10)

  /// The token for a request, which is fetched unless there is one.
  func authorization(for route: HTTPRoute) async throws(ProbeFailure) -> HTTPAuthorization? {
    guard let question = try question(route) else { return nil }
    if let token = tokens[question.key], token.end.map({ !$0.hasPassed }) ?? true {
      return HTTPAuthorization(scheme: "Bearer", token.secret)
    }
    await route.probe.loop.http.perform(question.route)
    let token = try Self.token(question.route.answer)
    if tokens.count >= Self.capacity { tokens.removeAll() }
    tokens[question.key] = token
    return HTTPAuthorization(scheme: "Bearer", token.secret)
  }

  /// What is to be asked, and what stands for it among the tokens.
  @inline(never)
  private func question(
    _ route: HTTPRoute
  ) throws(ProbeFailure) -> (key: String, route: HTTPRoute)? {
    guard let options = route.exchange.client.oauth2 else { return nil }
    let secret = try options.clientSecret.reveal()
    let form = Self.form(options)
    var exchange = HTTPExchange(method: "POST", url: options.tokenURL, bodyLimit: 1 << 20)
    let own = HTTPAuthorization(
      user: Self.encode(options.clientID), password: Self.encode(secret))
    exchange.headers = [
      ("Content-Type", Secret("application/x-www-form-urlencoded")), ("Authorization", own.header),
    ]
    exchange.body = Array(form.utf8)
    exchange.client.tls = options.tls
    exchange.client.proxy = options.proxy
    let key = "\(options.tokenURL)\n\(own.header.revealed)\n\(form)"
    return (key, HTTPRoute(exchange, for: route.probe, heedsRules: false))
  }

  private static func form(_ options: HTTPClientOptions.OAuth2) -> String {
    var fields = [("grant_type", "client_credentials")]
    if !options.scopes.isEmpty { fields.append(("scope", options.scopes.joined(separator: " "))) }
    fields += options.endpointParameters.map { ($0.name, $0.value) }
    return fields.map { "\(encode($0.0))=\(encode($0.1))" }.joined(separator: "&")
  }

  private static func encode(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        encoded.append(byte)
      case UInt8(ascii: " "): encoded.append(UInt8(ascii: "+"))
      default:
        encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// Reads the answer. JSON is YAML, as far as tokens go.
  private static func token(_ answer: HTTPAnswer) throws(ProbeFailure) -> Token {
    if let failure = answer.failure {
      throw ProbeFailure(failure.reason, "of the token's server: \(failure.description)")
    }
    guard (200..<300).contains(answer.status) else {
      throw ProbeFailure(.status, "the token's server answered \(answer.status)")
    }
    // The answer holds a secret: no error repeats any of it.
    let unusable = ProbeFailure(.body, "the token's server answers with no token")
    var limits = YAMLLimits()
    limits.nodes = 10_000
    guard let document = try? YAMLDocument(answer.body, name: "token", limits: limits),
      let entries = try? document.root.entries()
    else { throw unusable }
    func value(_ name: String) -> String? {
      entries.first { $0.name == name }.flatMap { try? $0.value.string() }
    }
    guard let secret = value("access_token"), !secret.isEmpty,
      secret.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { throw unusable }
    let seconds = value("expires_in").flatMap { Int($0) } ?? 0
    let end = Deadline(in: .seconds(min(seconds, 1 << 30))).earlier(by: margin)
    return Token(secret: secret, end: seconds > 0 ? end : nil)
  }
}
