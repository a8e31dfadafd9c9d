import Shared

/// A way to probe as the configuration names it.
struct Module: Sendable {
  let name: String
  let prober: any Prober
  /// At most; the scraper may have less time.
  let timeout: Duration?
  /// Its options with their defaults, for people.
  var settings = Setting.mapping([])
}
