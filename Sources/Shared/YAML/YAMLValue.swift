/// A value of a document together with the way to it, so that errors can say where they are.
///
/// Each function reads it as one kind of value, and throws a ``YAMLError`` if it is another.
package struct YAMLValue: Sendable {
  package let node: YAMLNode
  package let path: YAMLPath
  let file: String

  init(_ node: YAMLNode, file: String, path: YAMLPath = YAMLPath()) {
    self.node = node
    self.file = file
    self.path = path
  }

  /// Whether there is nothing: `~`, `null`, or no text at all.
  package var isNull: Bool { node.isNull }

  /// An error at this value; `reason` must not show the text of a secret.
  package func error(_ reason: String) -> YAMLError { error(reason, line: node.line) }

  func error(_ reason: String, line: Int) -> YAMLError {
    YAMLError(file: file, line: line, path: path, reason: reason)
  }

  func expected(_ what: String) -> YAMLError { error("expected \(what), found \(node.kind)") }

  func child(_ node: YAMLNode, _ component: YAMLPath.Component) -> YAMLValue {
    YAMLValue(node, file: file, path: path.appending(component))
  }

  // MARK: - Mappings and lists

  /// Reads a mapping with `read`, which asks for every key that there may be: one that it has not
  /// asked for is an error when it returns.
  package func mapping<Result>(_ read: (YAMLMapping) throws -> Result) throws -> Result {
    guard case .mapping(let entries) = node.content else { throw expected("a mapping") }
    let mapping = YAMLMapping(self, entries)
    let result = try read(mapping)
    try mapping.rejectUnknownKeys()
    return result
  }

  /// A mapping whose keys are names that the user chose, in the order of the file.
  package func entries() throws(YAMLError) -> [(name: String, value: YAMLValue)] {
    guard case .mapping(let entries) = node.content else { throw expected("a mapping") }
    return entries.map { ($0.key, child($0.value, .key($0.key))) }
  }

  /// A list.
  package func sequence() throws(YAMLError) -> [YAMLValue] {
    guard case .sequence(let nodes) = node.content else { throw expected("a list") }
    return nodes.enumerated().map { child($1, .index($0)) }
  }

  /// A list of texts.
  ///
  /// - Parameter isOneEnough: Whether a text alone stands for a list of one.
  package func strings(orOne isOneEnough: Bool = false) throws(YAMLError) -> [String] {
    if isOneEnough, case .scalar = node.content { return [try string()] }
    var texts: [String] = []
    for value in try sequence() { texts.append(try value.string()) }
    return texts
  }
}
