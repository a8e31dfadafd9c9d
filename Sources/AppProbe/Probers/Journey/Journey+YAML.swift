import Shared
import YAML

extension Journey {
  /// - Parameters:
  ///   - value: What stands under `journey:` in a module.
  ///   - folder: Where relative paths begin.
  ///   - notes: Gets what is to be said of it.
  init(_ value: YAMLValue, _ folder: ConfigurationFolder, _ notes: ModuleNotes) throws {
    self = try value.mapping { mapping in
      var names = JourneyNames()
      var journey = Journey(steps: [])
      for (name, value) in try mapping.entries("variables") {
        try names.define(name, value)
        journey.variables[name] = try value.string()
      }
      for (name, value) in try mapping.entries("secrets") {
        try names.define(name, value, isSecret: true)
        journey.secrets[name] = try Credential(value, folder)
      }
      journey.alternation = try mapping.optional("alternate").map { value in
        try Alternation(value, &names)
      }
      journey.cookies = try mapping.entries("cookies").map { name, value in
        let secret = try value.secret()
        guard Self.isCookie(name), Self.isCookie(secret.revealed) else {
          throw value.error(
            "a cookie has no blanks, commas, semicolons or control characters in it")
        }
        return (name, secret)
      }
      if let value = mapping.optional("http") {
        journey.client = try Self.client(value, folder, notes)
      }
      let values = try mapping.required("steps").sequence()
      guard (1...50).contains(values.count) else {
        throw try mapping.required("steps").error("a journey has 1 to 50 steps")
      }
      for value in values { journey.steps.append(try JourneyStep(value, &names, journey.steps)) }
      if let alternation = journey.alternation {
        journey.castingStep = try journey.firstUse(of: alternation, mapping)
        try journey.checkOwn(alternation, values)
      }
      return journey
    }
  }

  /// What stands under `http:`, as the HTTP prober has it.
  private static func client(
    _ value: YAMLValue, _ folder: ConfigurationFolder, _ notes: ModuleNotes
  ) throws -> HTTPClientOptions {
    try value.mapping { mapping in
      let options = OptionReader(mapping, in: value, folder, notes)
      var client = try HTTPClientOptions(options)
      client.ip = try IPPreference(options)
      return client
    }
  }

  /// The step that makes use of the value: the first one whose request has it.
  private func firstUse(of alternation: Alternation, _ mapping: YAMLMapping) throws -> Int {
    let index = steps.firstIndex { step in
      if case .request(let request) = step.action {
        request.texts.contains { $0.names.contains(alternation.name) }
      } else {
        false
      }
    }
    guard let index else {
      throw try mapping.required("alternate").error(
        "no step's request has '${\(alternation.name)}'")
    }
    return index
  }

  /// That each value is a number's name where it is to be one.
  private func checkOwn(_ alternation: Alternation, _ values: [YAMLValue]) throws {
    for (step, value) in zip(steps, values) {
      guard let movement = step.movement, movement.own.source == "${\(alternation.name)}" else {
        continue
      }
      let names = step.numbers.map(\.name)
      if let strange = alternation.values.first(where: { !names.contains($0) }) {
        throw value.error(
          "'own' can be '\(strange)', which is none of the numbers \(names.joined(separator: ", "))"
        )
      }
    }
  }

  private static func isCookie(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !",;\"\\".utf8.contains($0) }
  }
}

/// The variables of a journey as far as it has been read.
struct JourneyNames {
  private(set) var defined: Set<String> = []
  private(set) var secret: Set<String> = []

  mutating func define(_ name: String, _ value: YAMLValue, isSecret: Bool = false) throws {
    guard JourneyText.isName(name) else {
      throw value.error("a variable's name is made of letters, digits and '_', 60 at most")
    }
    guard defined.insert(name).inserted else {
      throw value.error("there is another variable '\(name)'")
    }
    if isSecret { secret.insert(name) }
  }

  /// Reads a text in which they can stand.
  ///
  /// - Parameter isShown: Whether it is shown where secrets must not be.
  func text(_ value: YAMLValue, isShown: Bool = false) throws -> JourneyText {
    let text = try value.string { try JourneyText($0) }
    for name in text.names {
      guard defined.contains(name) else {
        throw value.error("'${\(name)}' is no variable, and no earlier step captures it")
      }
      guard !isShown || !secret.contains(name) else {
        throw value.error("the secret '\(name)' may only stand in a header, a form or a body")
      }
    }
    return text
  }
}

extension Credential {
  /// The secret itself, or `file:` and where it is.
  fileprivate init(_ value: YAMLValue, _ folder: ConfigurationFolder) throws {
    guard case .mapping = value.node.content else {
      self = .text(try value.secret())
      return
    }
    self = .file(folder.path(of: try value.mapping { try $0.string("file") }))
  }
}

extension Alternation {
  fileprivate convenience init(_ value: YAMLValue, _ names: inout JourneyNames) throws {
    let entries = try value.entries()
    guard let (name, list) = entries.first, entries.count == 1 else {
      throw value.error("one variable alternates, with a list of its values: 'choice: [a, b]'")
    }
    try names.define(name, list)
    let values = try list.strings()
    guard values.count >= 2, Set(values.map { ExactName($0) }).count == values.count else {
      throw list.error("two values at least, each of them another")
    }
    self.init(name: name, values: values)
  }
}
