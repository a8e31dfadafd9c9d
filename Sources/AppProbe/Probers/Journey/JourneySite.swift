import Shared

/// Where a journey's paths lead: the target as a URL.
struct JourneySite: Sendable {
  /// Without a slash at its end.
  let base: String
  /// As cookies know it.
  private let host: String

  init(_ target: String) throws(ProbeFailure) {
    let url = target.contains("://") ? target : "http://\(target)"
    guard Self.isWeb(url), !url.utf8.contains(where: { "?#".utf8.contains($0) || $0 <= 0x20 })
    else {
      throw ProbeFailure(
        .configuration, "the target of a journey is a URL of HTTP without a query, or a host")
    }
    base = url.hasSuffix("/") ? String(url.dropLast()) : url
    let authority = url.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" }
    let place = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
    host =
      place.hasPrefix("[")
      ? String(place.dropFirst().prefix { $0 != "]" }) : String(place.prefix { $0 != ":" })
  }

  /// The URL that a step's text means, and whether it is the target's own.
  func url(_ text: String) throws(ProbeFailure) -> (text: String, isTarget: Bool) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
      throw ProbeFailure(.configuration, "the URL has blanks or control characters in it")
    }
    if text.hasPrefix("/") { return (base + text, true) }
    guard Self.isWeb(text) else {
      throw ProbeFailure(
        .configuration, "the URL begins with neither '/', 'http://' nor 'https://'")
    }
    return (text, text == base || text.hasPrefix(base + "/") || text.hasPrefix(base + "?"))
  }

  /// Cookies that a browser would have of this site.
  func cookies(_ cookies: [(name: String, value: Secret)]) -> HTTPCookies {
    HTTPCookies(
      lines: cookies.map { "\(host)\tFALSE\t/\tFALSE\t0\t\($0.name)\t\($0.value.revealed)" })
  }

  private static func isWeb(_ url: String) -> Bool {
    let url = url.prefix(8).lowercased()
    return url.hasPrefix("http://") || url.hasPrefix("https://")
  }
}
