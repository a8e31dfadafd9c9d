/// What a scraper is answered with, as its Accept and Accept-Encoding headers ask for it.
///
/// Nothing of a header is echoed, and none is refused: who asks for what we do not have, or asks
/// in a way that makes no sense, gets the text format, unpacked.
package struct ContentNegotiation: Equatable, Sendable {
  package let format: ExpositionFormat
  /// The value of the answer's Content-Type.
  package let contentType: String
  package let isGzipped: Bool

  /// - Parameters:
  ///   - accept: The Accept headers, joined by commas; `nil` without one.
  ///   - acceptEncoding: The Accept-Encoding headers, likewise.
  package init(accept: String?, acceptEncoding: String?) {
    let offer = Self.best(PreferenceList(accept ?? ""))
    format = offer.format
    contentType = offer.contentType
    isGzipped = Self.wantsGzip(PreferenceList(acceptEncoding ?? ""))
  }
}

// MARK: - Accept

extension ContentNegotiation {
  private struct Offer {
    let format: ExpositionFormat
    let type: String
    let version: String
    var contentType: String { "\(type); version=\(version); charset=utf-8" }
  }

  private static let text = Offer(format: .text, type: "text/plain", version: "0.0.4")

  /// What we can answer, the better first; 0.0.1 is what OpenMetrics was called before its release.
  private static let offers = [
    Offer(format: .openMetrics, type: "application/openmetrics-text", version: "1.0.0"),
    Offer(format: .openMetrics, type: "application/openmetrics-text", version: "0.0.1"),
    text,
  ]

  /// The offer with the highest quality. Those that are asked for by name come before those that
  /// only a wildcard admits, of which plain text is the one that everybody can read.
  private static func best(_ ranges: PreferenceList) -> Offer {
    var best: (offer: Offer, quality: Int, isNamed: Bool)?
    for offer in offers {
      guard let (quality, isNamed) = quality(of: offer, in: ranges), quality > 0 else { continue }
      guard isNamed || offer.format == .text else { continue }
      if let best, (best.quality, best.isNamed ? 1 : 0) >= (quality, isNamed ? 1 : 0) { continue }
      best = (offer, quality, isNamed)
    }
    return best?.offer ?? text
  }

  /// The quality that the most specific matching range gives to an offer.
  private static func quality(
    of offer: Offer, in ranges: PreferenceList
  ) -> (quality: Int, isNamed: Bool)? {
    var found: (quality: Int, specificity: Int)?
    for range in ranges.entries {
      let specificity: Int
      if range.name == offer.type {
        let version = range.parameters["version"]
        guard version == nil || version == offer.version else { continue }
        specificity = version == nil ? 2 : 3
      } else if range.name == offer.type.prefix(while: { $0 != "/" }) + "/*" {
        specificity = 1
      } else if range.name == "*/*" {
        specificity = 0
      } else {
        continue
      }
      if let found, found.specificity >= specificity { continue }
      found = (range.quality, specificity)
    }
    return found.map { ($0.quality, $0.specificity >= 2) }
  }
}

// MARK: - Accept-Encoding

extension ContentNegotiation {
  /// Whether gzip is welcome, and not less than no packing at all.
  private static func wantsGzip(_ codings: PreferenceList) -> Bool {
    let wildcard = codings.entries.first { $0.name == "*" }?.quality
    let gzip = codings.entries.first { $0.name == "gzip" || $0.name == "x-gzip" }?.quality
    let identity = codings.entries.first { $0.name == "identity" }?.quality
    guard let quality = gzip ?? wildcard else { return false }
    return quality > 0 && quality >= identity ?? 0
  }
}
