import Shared

extension DNSProber {
  /// What a section's records must be like, as text.
  struct Rules: Sendable {
    var failsIfAnyMatches: [Pattern] = []
    /// Upstream fails where not all match, which is the contrary of what the option is called.
    var failsIfAllMatch: [Pattern] = []
    var failsIfAnyDoesNotMatch: [Pattern] = []
    var failsIfNoneMatches: [Pattern] = []
  }
}

extension DNSProber.Rules {
  /// Why the records of a section are refused; `nil` when they are not.
  func refusal(of records: [DNSRecord], section: String) -> String? {
    let texts = records.map(\.text)
    if texts.isEmpty {
      let pattern = failsIfAnyDoesNotMatch.first ?? failsIfNoneMatches.first
      return pattern.map { "there are no \(section) records, and '\($0.text)' must match" }
    }
    for text in texts {
      let shown = OneLine.of(text) { $0 }
      if let pattern = failsIfAnyMatches.first(where: { $0.matches(text) }) {
        return "the \(section) record '\(shown)' matches '\(pattern.text)'"
      }
      if let pattern = failsIfAnyDoesNotMatch.first(where: { !$0.matches(text) }) {
        return "the \(section) record '\(shown)' does not match '\(pattern.text)'"
      }
    }
    if let pattern = failsIfAllMatch.first,
      texts.allSatisfy({ text in failsIfAllMatch.allSatisfy { $0.matches(text) } })
    {
      return "all \(section) records match '\(pattern.text)'"
    }
    if let pattern = failsIfNoneMatches.first,
      !texts.contains(where: { text in failsIfNoneMatches.contains { $0.matches(text) } })
    {
      return "no \(section) record matches '\(pattern.text)'"
    }
    return nil
  }
}
