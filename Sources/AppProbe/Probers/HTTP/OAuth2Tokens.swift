import Shared
import Synchronization
import YAML

/// Tokens of OAuth2's client credentials (RFC 6749, section 4.4), each kept until it expires.
///
/// Those who need the same one at the same time, on whichever loop, share the answer to one request.
final class OAuth2Tokens: Sendable {
  private struct Token {
    let secret: String
    /// `nil` when it lasts.
    let end: Deadline?
  }

  private typealias Answer = Result<Token, ProbeFailure>

  @safe private struct Waiter: Sendable {
    let continuation: UnsafeContinuation<Answer?, Never>

    func resume(_ answer: Answer?) { unsafe continuation.resume(returning: answer) }
  }

  private struct State {
    /// By what they were asked for.
    var tokens: [String: Token] = [:]
    /// Who waits for those that are being asked for, by a number of their own.
    var waiters: [String: [Int: Waiter]] = [:]
    var lastNumber = 0
  }

  private let state = Mutex(State())
  /// More than a configuration has; reloads leave old ones behind.
  private static let capacity = 64
  /// A token that is about to expire would be refused under way.
  private static let margin = Duration.seconds(10)

  /// The token for a request, which is fetched unless there is one.
  func authorization(for route: HTTPRoute) async throws(ProbeFailure) -> HTTPAuthorization? {
    guard let question = try question(route) else { return nil }
    let token = try await token(question.key, question.route)
    return HTTPAuthorization(scheme: "Bearer", token.secret)
  }

  private enum Place {
    case has(Token)
    case asks, waits
  }

  private func token(_ key: String, _ route: HTTPRoute) async throws(ProbeFailure) -> Token {
    while true {
      switch place(key) {
      case .has(let token): return token
      case .asks: return try await fetch(key, route).get()
      case .waits: break
      }
      switch await wait(key, on: route.probe.loop, by: route.probe.deadline) {
      case .success(let token)?: return token
      // Who asked may have had less time than this one has.
      case .failure(let failure)? where failure.reason != .timeout: throw failure
      case .failure?: break
      case nil: throw ProbeFailure(.timeout, "of the token's server: it does not answer")
      }
    }
  }

  private func place(_ key: String) -> Place {
    state.withLock { state in
      if let token = state.tokens[key], token.end.map({ !$0.hasPassed }) ?? true {
        return .has(token)
      }
      guard state.waiters[key] == nil else { return .waits }
      state.waiters[key] = [:]
      return .asks
    }
  }

  private func fetch(_ key: String, _ route: HTTPRoute) async -> Answer {
    await route.probe.loop.http.perform(route)
    let answer: Answer
    do throws(ProbeFailure) {
      answer = .success(try Self.token(route.answer))
    } catch {
      answer = .failure(error)
    }
    let waiters = state.withLock { state in
      if case .success(let token) = answer {
        if state.tokens.count >= Self.capacity { state.tokens.removeAll() }
        state.tokens[key] = token
      }
      return state.waiters.removeValue(forKey: key) ?? [:]
    }
    for waiter in waiters.values { waiter.resume(answer) }
    return answer
  }

  /// What who asks gets; `nil` when the deadline comes first.
  private func wait(_ key: String, on loop: EventLoop, by deadline: Deadline) async -> Answer? {
    var timer: LoopTimer?
    let answer: Answer? = await unsafe withUnsafeContinuation { continuation in
      let waiter = unsafe Waiter(continuation: continuation)
      let number = state.withLock { state -> Int? in
        guard state.waiters[key] != nil else { return nil }
        state.lastNumber += 1
        state.waiters[key]?[state.lastNumber] = waiter
        return state.lastNumber
      }
      // It came meanwhile; whose deadline that is does not matter to who asks again.
      guard let number else { return waiter.resume(.failure(Self.tooLate)) }
      timer = loop.schedule(at: deadline) { [self] in
        state.withLock { $0.waiters[key]?.removeValue(forKey: number) }?.resume(nil)
      }
    }
    if let timer { loop.cancel(timer) }
    return answer
  }

  private static let tooLate = ProbeFailure(.timeout, "the token came before it was waited for")

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
