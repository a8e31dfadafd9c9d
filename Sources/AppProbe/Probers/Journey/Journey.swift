import Shared

/// What a visitor does, step by step, as the configuration describes it.
struct Journey: Sendable {
  /// Texts that steps can name.
  var variables: [String: String] = [:]
  /// The same, but never shown; those in files are read for each run.
  var secrets: [String: Credential] = [:]
  /// What the visitor's browser has from before, for the target's host.
  var cookies: [(name: String, value: Secret)] = []
  var steps: [JourneyStep]
  /// How requests are made.
  var client = HTTPClientOptions()

  /// The variable that has another value in each run.
  var alternation: Alternation?
  /// The step whose success makes its value the last one that was used.
  var castingStep = 0
}
