import Shared

/// Where the engine listens, and how to speak to it.
struct EngineAddress: Sendable, Equatable, CustomStringConvertible {
  /// Files for TLS, as Docker's own client finds them.
  struct TLS: Sendable, Equatable {
    /// The authority's certificate; `nil` for those that the system trusts.
    var authority: String?
    var certificate: String?
    var key: String?
    /// Whether the engine's certificate must be one of the authority's, for the host's name.
    var isVerified = true
  }

  /// The path of a Unix socket; `nil` for TCP.
  let socket: String?
  /// Scheme, host and port of URLs; for a Unix socket a name that stands for it.
  let base: String
  let tls: TLS?
  /// As it was given.
  let description: String

  static let standard = "unix:///var/run/docker.sock"

  /// Reads an address as `DOCKER_HOST` has it.
  ///
  /// - Parameters:
  ///   - host: What the flag says; where that is empty, `DOCKER_HOST` counts, then the usual socket.
  ///   - environment: Asked for `DOCKER_HOST`, `DOCKER_CERT_PATH`, `DOCKER_TLS_VERIFY` and `HOME`.
  ///   - given: What flags say of TLS, instead of the environment.
  init(
    _ host: String, environment: [String: String], tls given: TLS? = nil
  ) throws(FlagError) {
    let chosen = [host, environment["DOCKER_HOST"] ?? ""].first { !$0.isEmpty } ?? Self.standard
    guard let separator = chosen.range(of: "://") else {
      throw Self.error("'\(chosen)' has no scheme; write unix:///path or tcp://host:port")
    }
    let scheme = chosen[..<separator.lowerBound].lowercased()
    let rest = chosen[separator.upperBound...]
    description = chosen
    switch scheme {
    case "unix":
      guard rest.hasPrefix("/") else {
        throw Self.error("the path of a Unix socket begins with a slash: unix:///path")
      }
      guard rest.utf8.count <= 107 else {
        throw Self.error("the path of a Unix socket has 107 bytes at most")
      }
      guard given == nil else {
        throw Self.error("a Unix socket has no TLS; write tcp://host:2376")
      }
      socket = String(rest)
      base = "http://docker"
      tls = nil
    case "tcp", "http", "https":
      socket = nil
      guard given == nil || scheme != "http" else {
        throw Self.error("http:// has no TLS; write tcp://host:2376")
      }
      let tls = given ?? Self.tls(environment, isAsked: scheme == "https")
      self.tls = scheme == "http" ? nil : tls
      base = try Self.base(rest, isSecure: self.tls != nil)
    default:
      throw Self.error("the scheme \(scheme) is not known; write unix:///path or tcp://host:port")
    }
  }

  private static func error(_ reason: String) -> FlagError {
    FlagError(flag: "docker.host", reason: reason)
  }

  private static func base(_ rest: Substring, isSecure: Bool) throws(FlagError) -> String {
    let authority = rest.hasSuffix("/") ? rest.dropLast() : rest
    guard !authority.isEmpty, !authority.contains("/") else {
      throw error("a host and a port are expected, such as tcp://127.0.0.1:2375")
    }
    // It would be shown wherever the address is.
    guard !authority.contains("@") else {
      throw error("an address holds no user and no password; use certificates")
    }
    let afterBracket = authority.lastIndex(of: "]").map { authority[$0...] } ?? authority
    let hasPort = afterBracket.contains(":")
    return (isSecure ? "https://" : "http://") + authority
      + (hasPort ? "" : isSecure ? ":2376" : ":2375")
  }

  /// TLS is used when something asks for it. As with Docker's own client, a folder of certificates
  /// without `DOCKER_TLS_VERIFY` means TLS with whoever answers.
  private static func tls(_ environment: [String: String], isAsked: Bool) -> TLS? {
    let verify = environment["DOCKER_TLS_VERIFY"].map { !$0.isEmpty } ?? false
    let path = environment["DOCKER_CERT_PATH"].flatMap { $0.isEmpty ? nil : $0 }
    guard verify || path != nil else { return isAsked ? TLS() : nil }
    let folder = path ?? "\(environment["HOME"] ?? "")/.docker"
    return TLS(
      authority: verify ? "\(folder)/ca.pem" : nil, certificate: "\(folder)/cert.pem",
      key: "\(folder)/key.pem", isVerified: verify)
  }
}

extension String {
  /// Foundation's, which is not linked.
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) {
        return start..<index(start, offsetBy: text.count)
      }
      start = index(after: start)
    }
    return nil
  }
}
