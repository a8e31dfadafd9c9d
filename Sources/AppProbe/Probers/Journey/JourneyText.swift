/// Text of a journey in which `${name}` stands for what a variable holds; `$${` stands for `${`.
struct JourneyText: Sendable, Equatable {
  private enum Part: Sendable, Equatable {
    case literal(String)
    case variable(String)
  }

  /// As the configuration has it, which holds no value that is only known to a run.
  let source: String
  private let parts: [Part]

  init(_ source: String) throws(JourneyTextError) {
    self.source = source
    var parts: [Part] = []
    var literal = ""
    var rest = source[...]
    while let dollar = rest.firstIndex(of: "$") {
      literal += rest[..<dollar]
      rest = rest[dollar...]
      if rest.hasPrefix("$${") {
        literal += "${"
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix("${") {
        guard let close = rest.firstIndex(of: "}") else {
          throw JourneyTextError(
            description: "a '${' is not closed; one that means itself is '$${'")
        }
        let name = String(rest[..<close].dropFirst(2))
        guard Self.isName(name) else {
          throw JourneyTextError(
            description: "'${\(name)}' is no variable: names are letters, digits and '_'")
        }
        parts += [.literal(literal), .variable(name)]
        literal = ""
        rest = rest[close...].dropFirst()
      } else {
        literal += "$"
        rest = rest.dropFirst()
      }
    }
    parts.append(.literal(literal + rest))
    self.parts = parts.filter { $0 != .literal("") }
  }

  /// The variables in it, in their order.
  var names: [String] {
    parts.compactMap { part in
      if case .variable(let name) = part { name } else { nil }
    }
  }

  /// The text with every variable's value in its place.
  func filled(with values: [String: String]) -> String {
    parts.map { part in
      switch part {
      case .literal(let text): text
      case .variable(let name): values[name] ?? ""
      }
    }.joined()
  }

  /// As much of the text as stands before the first of some variables.
  func filled(with values: [String: String], before others: Set<String>) -> String {
    let first = parts.prefix { part in
      if case .variable(let name) = part { !others.contains(name) } else { true }
    }
    return Self(source: source, parts: Array(first)).filled(with: values)
  }

  private init(source: String, parts: [Part]) {
    self.source = source
    self.parts = parts
  }

  /// Whether a variable or a step can be called so.
  static func isName(_ text: String) -> Bool {
    (1...60).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || $0 == UInt8(ascii: "_")
      }
  }
}

/// Why a text is none of a journey.
struct JourneyTextError: Error, CustomStringConvertible {
  let description: String
}
