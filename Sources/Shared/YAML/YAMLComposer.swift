internal import Shared

/// Puts a document together from libyaml's events: aliases and merge keys are replaced by what they
/// stand for, and what no configuration file should contain is refused.
struct YAMLComposer: ~Copyable {
  private var parser: YAMLParser
  private let file: String
  private let limits: YAMLLimits
  /// Where it is at work, for errors.
  private var path = YAMLPath()
  private var anchors: [ExactName: Anchor] = [:]
  /// Nodes so far, aliases counted as what they stand for.
  private var count = 0

  private enum Anchor {
    /// Its node is being put together.
    case open
    case node(YAMLNode)
  }

  init(_ bytes: [UInt8], file: String, limits: YAMLLimits) throws(YAMLError) {
    self.file = file
    self.limits = limits
    do throws(YAMLParser.Failure) {
      parser = try YAMLParser(bytes)
    } catch {
      throw YAMLError(file: file, line: error.line, path: YAMLPath(), reason: error.reason)
    }
  }

  /// The only document; `nil` when there is none.
  mutating func document() throws(YAMLError) -> YAMLNode? {
    var root: YAMLNode?
    while true {
      let event = try next()
      switch event.kind {
      case .streamEnd: return root
      case .documentStart:
        guard root == nil else {
          throw failure(event.line, "a second document begins here, and only one is read")
        }
        root = try node(try next(), depth: 1)
      default: break
      }
    }
  }

  private mutating func next() throws(YAMLError) -> YAMLEvent {
    do throws(YAMLParser.Failure) {
      return try parser.next()
    } catch {
      throw failure(error.line, error.reason)
    }
  }

  private func failure(_ line: Int, _ reason: String) -> YAMLError {
    YAMLError(file: file, line: line, path: path, reason: reason)
  }

  private mutating func take(_ nodes: Int, depth: Int, _ line: Int) throws(YAMLError) {
    guard depth <= limits.depth else {
      throw failure(line, "more than \(limits.depth) lists and mappings in each other")
    }
    count += nodes
    guard count <= limits.nodes else {
      throw failure(line, "more than \(limits.nodes) values, those of aliases included")
    }
  }

  // MARK: - Nodes

  private mutating func node(_ event: YAMLEvent, depth: Int) throws(YAMLError) -> YAMLNode {
    switch event.kind {
    case .alias(let anchor): return try aliased(anchor, event.line, depth: depth)
    case .scalar(let text, let isQuoted, let anchor, let tag):
      try take(1, depth: depth, event.line)
      guard !text.utf8.contains(0) else {
        throw failure(event.line, "the text contains a NUL character")
      }
      let tag = try known(tag, ["str", "int", "float", "bool", "null"], event.line)
      let scalar = YAMLScalar(text: text, isQuoted: isQuoted, tag: tag)
      return finish(.scalar(scalar), event, anchor)
    case .sequenceStart(let anchor, let tag):
      try take(1, depth: depth, event.line)
      _ = try known(tag, ["seq"], event.line)
      open(anchor)
      return finish(.sequence(try sequence(depth: depth)), event, anchor)
    case .mappingStart(let anchor, let tag):
      try take(1, depth: depth, event.line)
      _ = try known(tag, ["map"], event.line)
      open(anchor)
      return finish(.mapping(try mapping(depth: depth)), event, anchor)
    case .documentStart, .collectionEnd, .streamEnd, .other:
      throw failure(event.line, "a value is missing")
    }
  }

  private mutating func open(_ anchor: String?) {
    if let anchor { anchors[ExactName(anchor)] = .open }
  }

  private mutating func finish(
    _ content: YAMLNode.Content, _ event: YAMLEvent, _ anchor: String?
  ) -> YAMLNode {
    let node = YAMLNode(content, line: event.line, column: event.column)
    if let anchor { anchors[ExactName(anchor)] = .node(node) }
    return node
  }

  /// The name is not in the errors: it may be a password that begins with an asterisk.
  private mutating func aliased(
    _ anchor: String, _ line: Int, depth: Int
  ) throws(YAMLError) -> YAMLNode {
    switch anchors[ExactName(anchor)] {
    case nil:
      throw failure(
        line, "an alias of no anchor before it; text that begins with * belongs in quotes")
    case .open: throw failure(line, "an alias within what it stands for")
    case .node(let node):
      try take(node.size, depth: depth + node.height - 1, line)
      return node
    }
  }

  /// A tag without YAML's prefix. Others are not named: they may be a password that begins with an
  /// exclamation mark.
  private func known(
    _ tag: String?, _ allowed: [String], _ line: Int
  ) throws(YAMLError) -> String? {
    guard let tag else { return nil }
    // The tag `!` says only that nothing is to be guessed.
    if tag == "!" { return allowed[0] }
    let prefix = "tag:yaml.org,2002:"
    let name = String(tag.dropFirst(prefix.count))
    guard tag.hasPrefix(prefix), allowed.contains(name) else {
      throw failure(
        line, "a tag that is not known here; text that begins with ! belongs in quotes")
    }
    return name
  }

  // MARK: - Lists and mappings

  private mutating func sequence(depth: Int) throws(YAMLError) -> [YAMLNode] {
    var nodes: [YAMLNode] = []
    while true {
      let event = try next()
      if case .collectionEnd = event.kind { return nodes }
      path.append(.index(nodes.count))
      nodes.append(try node(event, depth: depth + 1))
      path.removeLast()
    }
  }

  private mutating func mapping(depth: Int) throws(YAMLError) -> [YAMLEntry] {
    var entries: [YAMLEntry] = []
    var lines: [ExactName: Int] = [:]
    var merged: [YAMLEntry] = []
    while true {
      let event = try next()
      if case .collectionEnd = event.kind { break }
      let scalar = try key(event, depth: depth + 1)
      if let first = lines.updateValue(event.line, forKey: ExactName(scalar.text)) {
        throw failure(
          event.line, "duplicate key \(YAMLError.quote(scalar.text)), first in line \(first)")
      }
      path.append(.key(scalar.text))
      let value = try node(try next(), depth: depth + 1)
      if scalar.isMergeKey {
        merged = try mergeable(value)
      } else {
        entries.append(YAMLEntry(key: scalar.text, line: event.line, value: value))
      }
      path.removeLast()
    }
    // What the mapping says itself comes first, then the earlier of those merged into it.
    for entry in merged where lines[ExactName(entry.key)] == nil {
      lines[ExactName(entry.key)] = entry.line
      entries.append(entry)
    }
    return entries
  }

  private mutating func key(_ event: YAMLEvent, depth: Int) throws(YAMLError) -> YAMLScalar {
    let node = try node(event, depth: depth)
    guard case .scalar(let scalar) = node.content, !scalar.isNull else {
      throw failure(event.line, "\(node.kind) as a key, where only text can be one")
    }
    return scalar
  }

  /// The entries of a merge key's value: a mapping, or a list of them.
  private func mergeable(_ value: YAMLNode) throws(YAMLError) -> [YAMLEntry] {
    if case .mapping(let entries) = value.content { return entries }
    var merged: [YAMLEntry] = []
    if case .sequence(let nodes) = value.content {
      for node in nodes {
        guard case .mapping(let entries) = node.content else {
          throw failure(node.line, "expected a mapping to merge, found \(node.kind)")
        }
        merged += entries
      }
      return merged
    }
    throw failure(value.line, "expected a mapping to merge, found \(value.kind)")
  }
}
