import Shared

/// Probes by one request over HTTP, and looks at what is answered.
struct HTTPProber: Prober {
  static let kind = "http"

  struct Header: Sendable {
    var name: String
    var value: Credential
  }

  struct HeaderRule: Sendable {
    var name: String
    var pattern: Pattern
    /// Whether an answer without the header passes.
    var allowsMissing: Bool
  }

  enum Body: Sendable {
    case none
    case text([UInt8])
    case file(String)
  }

  /// None stands for 200 to 299.
  var validStatusCodes: [Int] = []
  /// Whether every status is a success.
  var acceptsAnyStatus = false
  /// As in `HTTP/1.1`; none stands for all.
  var validVersions: [String] = []
  var method = "GET"
  var headers: [Header] = []
  var body = Body.none
  /// Bytes, 0 for no limit of the configuration's.
  var bodySizeLimit = 0
  /// `gzip`, `br`, `deflate` or `identity`: what the body must be compressed with.
  var compression: String?
  var failsIfTLS = false
  var failsIfNotTLS = false
  var failsIfBodyMatches: [Pattern] = []
  var failsIfBodyNotMatches: [Pattern] = []
  /// CEL expressions over the body, which must be JSON.
  var failsIfJSONMatches: String?
  var failsIfJSONNotMatches: String?
  var failsIfHeaderMatches: [HeaderRule] = []
  var failsIfHeaderNotMatches: [HeaderRule] = []
  var client = HTTPClientOptions()

  func run(_ probe: Probe) async throws(ProbeFailure) {
    throw ProbeFailure(.local, "not built yet")
  }
}
