/// Why a YAML file cannot be used: where in it, and what is wrong there.
///
/// It is printed and logged, so it never holds the text of a value that may be a secret.
package struct YAMLError: Error, Equatable, CustomStringConvertible {
  /// The name that the document was given.
  package let file: String
  /// Counted from 1; `nil` where it is the whole file.
  package let line: Int?
  package let path: YAMLPath
  package let reason: String

  package var description: String {
    var text = file
    if let line { text += ":\(line)" }
    if !path.isRoot { text += ": \(path)" }
    return "\(text): \(reason)"
  }

  /// The text of a key or a value in quotes, short and on one line.
  static func quote(_ text: String) -> String {
    let longest = 60
    var quoted = ""
    for scalar in text.unicodeScalars.prefix(longest) {
      quoted += scalar.value < 0x20 || scalar.value == 0x7f ? " " : String(scalar)
    }
    return text.unicodeScalars.count > longest ? "'\(quoted)…'" : "'\(quoted)'"
  }
}

/// The keys and indices that lead to a value: `pg_votes.metrics[0].usage`.
package struct YAMLPath: Equatable, Sendable, CustomStringConvertible {
  enum Component: Equatable, Sendable {
    case key(String)
    case index(Int)
  }

  private var components: [Component] = []

  package var isRoot: Bool { components.isEmpty }

  mutating func append(_ component: Component) { components.append(component) }

  mutating func removeLast() { components.removeLast() }

  func appending(_ component: Component) -> YAMLPath {
    var path = self
    path.append(component)
    return path
  }

  package var description: String {
    var text = ""
    for component in components {
      switch component {
      case .key(let key): text += text.isEmpty ? Self.name(key) : ".\(Self.name(key))"
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }

  /// A key as it is, unless it would not look like one.
  private static func name(_ key: String) -> String {
    let isPlain =
      !key.isEmpty && key.utf8.count <= 60 && key.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f }
    return isPlain ? key : YAMLError.quote(key)
  }
}
