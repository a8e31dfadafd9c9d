import YAML

extension Setting {
  /// Sections in which any text may be a secret, whatever its name.
  private static let hidden: Set<String> = [
    "body", "cookies", "form", "headers", "json", "secrets",
  ]

  /// What a file says, as far as it can be shown: for what has a reader of its own.
  ///
  /// - Parameter isHidden: Whether all texts in it may be secrets.
  init(showing node: YAMLNode, isHidden: Bool = false) {
    switch node.content {
    case .scalar where node.isNull: self = .word("null")
    case .scalar where isHidden: self = .secret
    case .scalar(let scalar):
      self =
        scalar.isPlain && Double(scalar.text) != nil || ["true", "false"].contains(scalar.text)
        ? .word(scalar.text) : .text(RedactedURL.text(of: scalar.text))
    case .sequence(let nodes):
      self = .list(nodes.map { Setting(showing: $0, isHidden: isHidden) })
    case .mapping(let entries):
      self = .mapping(
        entries.map { entry in
          Entry(
            key: entry.key,
            value: Setting(
              showing: entry.value,
              isHidden: isHidden || Self.hidden.contains(entry.key) || SecretNames.hints(entry.key))
          )
        })
    }
  }
}
