import Shared

/// Probes a name server by a query.
struct DNSProber: Prober {
  static let kind = "dns"

  enum Transport: String, Sendable, CaseIterable { case udp, tcp }

  /// What a section's records must be like, as text.
  struct Rules: Sendable {
    var failsIfAnyMatches: [Pattern] = []
    var failsIfAllMatch: [Pattern] = []
    var failsIfAnyDoesNotMatch: [Pattern] = []
    var failsIfNoneMatches: [Pattern] = []
  }

  var ip = IPPreference()
  var sourceAddress: String?
  var transport = Transport.udp
  /// Over TCP, at port 853.
  var usesTLS = false
  var tls = TLSSettings()
  var queryName: String
  var queryType = "ANY"
  var queryClass = "IN"
  var asksForRecursion = true
  /// As in `NOERROR`; none stands for that.
  var validCodes: [String] = []
  var answerRules = Rules()
  var authorityRules = Rules()
  var additionalRules = Rules()

  init(queryName: String) { self.queryName = queryName }

  func run(_ probe: Probe) async throws(ProbeFailure) {
    throw ProbeFailure(.local, "not built yet")
  }
}
