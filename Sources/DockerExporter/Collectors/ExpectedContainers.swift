/// Which containers somebody expects to run.
struct ExpectedContainers: Sendable {
  /// By name.
  var names: Set<String> = []
  /// By a label of theirs; `nil` when labels say nothing.
  var label: (name: String, value: String)?

  func includes(_ container: Container) -> Bool {
    includes(name: container.name, labels: container.labels)
  }

  func includes(name: String, labels: [String: String]) -> Bool {
    if names.contains(name) { return true }
    guard let label else { return false }
    return labels[label.name] == label.value
  }

  /// All names that are expected, in order: those that were given, and those whose container has
  /// the label, or had it when it went away a while ago.
  func names(in contents: ContainerLedger.Contents) -> [String] {
    let labelled = contents.histories.filter { includes(name: $0.key, labels: $0.value.labels) }
    return names.union(labelled.keys).sorted()
  }
}
