import Shared
import YAML

/// What the configuration says beside its modules: what may be probed, what is probed by itself and how
/// often, and when the contract counts.
struct ProbePlan: Sendable {
  let rules: TargetRules

  /// What there is without any of it.
  init() {
    rules = TargetRules()
  }

  /// - Parameters:
  ///   - root: The file's outermost mapping, whose key `modules` somebody else reads.
  ///   - modules: By name.
  init(_ root: YAMLMapping, modules: [ExactName: Module]) throws {
    self.init()
  }
}
