/// What an option came to, as `/config` shows it.
indirect enum Setting: Sendable, Equatable {
  case text(String)
  /// A number, a truth value, a duration: what needs no quotes.
  case word(String)
  case list([Setting])
  case mapping([Entry])

  struct Entry: Sendable, Equatable {
    let key: String
    let value: Setting
  }

  /// What stands for text that is not shown.
  static let secret = Setting.text("<secret>")
}

// MARK: - As YAML

extension Setting {
  /// YAML that is read as the same options again, but for secrets.
  var yaml: String { lines.map { $0 + "\n" }.joined() }

  private var lines: [String] {
    switch self {
    case .text(let text): [Self.quotedIfNeeded(text)]
    case .word(let word): [word]
    case .list(let items):
      items.isEmpty
        ? ["[]"]
        : items.flatMap { item in
          item.lines.enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
        }
    case .mapping(let entries):
      entries.isEmpty ? ["{}"] : entries.flatMap { Self.lines($0.key, $0.value) }
    }
  }

  private static func lines(_ key: String, _ value: Setting) -> [String] {
    let key = quotedIfNeeded(key)
    let lines = value.lines
    switch value {
    case .list(let items) where !items.isEmpty: return ["\(key):"] + lines.map { "  " + $0 }
    case .mapping(let entries) where !entries.isEmpty:
      return ["\(key):"] + lines.map { "  " + $0 }
    default: return ["\(key): \(lines[0])"]
    }
  }

  private static let words: Set<String> = [
    "true", "false", "yes", "no", "on", "off", "null", "y", "n",
  ]

  private static func quotedIfNeeded(_ text: String) -> String {
    let bytes = text.utf8
    let startsPlain = bytes.first.map { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7a }
    let isPlain = bytes.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        || "_./-".utf8.contains(byte)
    }
    if text == "<secret>" { return text }
    if startsPlain == true, isPlain, !words.contains(text.lowercased()) {
      return text
    }
    return text.quoted { scalar in
      ("\u{7f}"..."\u{9f}").contains(scalar) || scalar == "\u{2028}" || scalar == "\u{2029}"
    }
  }
}
