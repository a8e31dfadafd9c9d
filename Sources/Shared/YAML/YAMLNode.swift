/// A part of a document as it was read: text, a list or a mapping.
///
/// Any text in a configuration file may be a secret, so a node that is printed shows only what it
/// is and where.
package struct YAMLNode: Sendable {
  package enum Content: Sendable {
    case scalar(YAMLScalar)
    case sequence([YAMLNode])
    case mapping([YAMLEntry])
  }

  package let content: Content
  /// Counted from 1; that of the anchor where the node was reached through an alias.
  package let line: Int
  /// Counted from 1, in characters.
  package let column: Int
  /// How many nodes there are in it, itself and what aliases stand for included.
  let size: Int
  /// How deep it is: 1 for text.
  let height: Int

  init(_ content: Content, line: Int, column: Int) {
    self.content = content
    self.line = line
    self.column = column
    var size = 1
    var height = 0
    func add(_ node: YAMLNode) {
      size += node.size
      height = max(height, node.height)
    }
    switch content {
    case .scalar: break
    case .sequence(let nodes): for node in nodes { add(node) }
    case .mapping(let entries): for entry in entries { add(entry.value) }
    }
    self.size = size
    self.height = height + 1
  }

  /// Whether there is nothing: `~`, `null`, or no text at all.
  package var isNull: Bool {
    if case .scalar(let scalar) = content { scalar.isNull } else { false }
  }

  /// What it is, for an error.
  var kind: String {
    switch content {
    case .scalar(let scalar): scalar.isNull ? "nothing" : "text"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

/// A key of a mapping and what it stands for.
package struct YAMLEntry: Sendable {
  package let key: String
  /// The key's own.
  package let line: Int
  package let value: YAMLNode
}

/// A text, and what says whether it may be read as something else.
package struct YAMLScalar: Sendable {
  package let text: String
  /// In quotes, or a block after `|` or `>`.
  package let isQuoted: Bool
  /// A tag of YAML's own, without its prefix: `str`, `int`.
  package let tag: String?

  /// Whether the text may stand for a number, a truth value or nothing.
  package var isPlain: Bool { tag.map { $0 != "str" } ?? !isQuoted }

  package var isNull: Bool {
    isPlain && ["", "~", "null", "Null", "NULL"].contains(text)
  }

  var isMergeKey: Bool { !isQuoted && text == "<<" }
}

// MARK: - Not to be printed

extension YAMLNode: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "\(kind) in line \(line)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension YAMLEntry: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "a key in line \(line)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension YAMLScalar: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "text" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: [:]) }
}
