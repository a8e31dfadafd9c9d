import CCurl
import Shared

/// A URL of HTTP, taken apart as libcurl does it.
struct HTTPURL: Sendable, Equatable {
  private(set) var scheme = ""
  /// An IPv6 address has no brackets here.
  private(set) var host = ""
  /// Also where the URL does not say it.
  private(set) var port: UInt16 = 0
  /// As the URL writes them, decoded; both may be a secret.
  private(set) var user: String?
  private(set) var password: String?
  /// With the query, without the fragment.
  private(set) var path = "/"
  /// Whether the port is not the scheme's own.
  private(set) var namesPort = false

  var isTLS: Bool { scheme == "https" }

  /// `host:port` as a Host header has it.
  var authority: String { Self.authority(host, namesPort ? port : nil) }

  /// The URL without its user and fragment.
  var description: String { "\(scheme)://\(authority)\(path)" }

  static func authority(_ host: String, _ port: UInt16?) -> String {
    let host = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
    return port.map { "\(host):\($0)" } ?? host
  }

  /// - Parameter defaultPort: Where it is not the scheme's own.
  init(_ text: String, defaultPort: UInt16? = nil) throws(ProbeFailure) {
    try self.init(Parts(), text, defaultPort: defaultPort)
  }

  /// Where a `Location` leads that this URL answered.
  func following(_ location: String) throws(ProbeFailure) -> HTTPURL {
    let parts = Parts()
    try parts.set(description)
    return try HTTPURL(parts, location)
  }

  private init(
    _ parts: borrowing Parts, _ text: String, defaultPort: UInt16? = nil
  ) throws(ProbeFailure) {
    try parts.set(text)
    scheme = parts[CURLUPART_SCHEME] ?? ""
    guard scheme == "http" || scheme == "https" else {
      throw ProbeFailure(.configuration, "the URL's scheme is neither http nor https")
    }
    host = parts[CURLUPART_HOST] ?? ""
    if host.hasPrefix("[") { host = String(host.dropFirst().dropLast()) }
    if let zone = parts[CURLUPART_ZONEID] { host += "%\(zone)" }
    let written = parts[CURLUPART_PORT].flatMap { UInt16($0) }
    let port = written ?? defaultPort ?? (isTLS ? 443 : 80)
    guard !host.isEmpty, port > 0 else {
      throw ProbeFailure(.configuration, "the URL names no host and port")
    }
    self.port = port
    namesPort = port != (isTLS ? 443 : 80)
    user = parts[CURLUPART_USER, CURLU_URLDECODE]
    password = parts[CURLUPART_PASSWORD, CURLU_URLDECODE]
    path = parts[CURLUPART_PATH] ?? "/"
    if let query = parts[CURLUPART_QUERY] { path += "?\(query)" }
  }
}

/// A URL under libcurl's hands. The corresponding C type is `CURLU`.
@safe private struct Parts: ~Copyable {
  /// `nil` when there is no memory.
  private let pointer = unsafe curl_url()

  deinit { unsafe curl_url_cleanup(pointer) }

  /// Takes a URL, or one that is relative to the one it has.
  func set(_ url: String) throws(ProbeFailure) {
    let flags = CUnsignedInt(CURLU_URLENCODE | CURLU_PATH_AS_IS)
    let code = unsafe curl_url_set(pointer, CURLUPART_URL, url, flags)
    guard code == CURLUE_OK else {
      // The URL may hold a password: it is not repeated.
      let words = unsafe String(cString: curl_url_strerror(code))
      throw ProbeFailure(.configuration, "the URL cannot be understood: \(words)")
    }
  }

  subscript(part: CURLUPart, flags: CInt = 0) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard unsafe curl_url_get(pointer, part, &text, CUnsignedInt(flags)) == CURLUE_OK,
      let found = unsafe text
    else { return nil }
    defer { unsafe curl_free(found) }
    return unsafe String(cString: found)
  }
}

extension HTTPURL {
  /// Whether what is meant for the other's host may be sent here: it is the same host or one below it,
  /// and nobody on the way can read it who could not there.
  func isWithin(_ other: HTTPURL) -> Bool {
    if other.isTLS, !isTLS { return false }
    if host.isEqualIgnoringCase(other.host) { return true }
    guard !Self.isAddress(other.host) else { return false }
    return String(host.suffix(other.host.count + 1)).isEqualIgnoringCase(".\(other.host)")
  }

  private static func isAddress(_ host: String) -> Bool { Resolver.isAddress(host) }
}
