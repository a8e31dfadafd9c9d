import YAML

extension TargetRules {
  /// - Parameter value: What stands under `probe_rules`; `nil` for nothing.
  init(_ value: YAMLValue?) throws {
    self.init()
    guard let value else { return }
    self = try value.mapping { mapping in
      let list = mapping.optional("allow")
      return TargetRules(
        // A list without entries allows nothing, one that is not there everything.
        allowed: try list?.sequence().map { try $0.string(AllowedTarget.init) },
        refusesPrivate: try mapping.bool("refuse_private", default: false))
    }
  }
}
