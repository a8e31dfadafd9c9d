import Shared
import YAML

extension JourneyStep {
  /// - Parameter earlier: The steps before it.
  init(_ value: YAMLValue, _ names: inout JourneyNames, _ earlier: [JourneyStep]) throws {
    (self, names) = try value.mapping { mapping in
      var names = names
      let name = try mapping.string("name")
      guard JourneyText.isName(name) else {
        throw try mapping.required("name").error(
          "a step's name is made of letters, digits and '_', 60 at most")
      }
      guard !earlier.contains(where: { $0.name == name }) else {
        throw try mapping.required("name").error("another step is named '\(name)'")
      }
      var step = JourneyStep(name: name, action: try Action(mapping, names))
      step.captures = try mapping.entries("capture").map { name, value in
        try names.define(name, value)
        return try Extract(name, value)
      }
      step.numbers = try mapping.entries("numbers").map { try Extract($0, $1) }
      step.limit = try mapping.optional("within").map { try $0.positiveDuration() }
      step.pause = try mapping.optional("every").map { try $0.positiveDuration() }
      step.movement = try mapping.optional("moved").map { value in
        try Movement(value, step, earlier, names)
      }
      if step.movement != nil, step.pause == nil, case .request = step.action {
        step.pause = .milliseconds(500)
      }
      return (step, names)
    }
  }
}

extension JourneyStep.Action {
  fileprivate init(_ mapping: YAMLMapping, _ names: JourneyNames) throws {
    guard let value = mapping.optional("socket_io") else {
      self = .request(try JourneyRequest(mapping, names))
      return
    }
    self = try value.mapping { mapping in
      .events(
        site: try names.text(mapping.required("url"), isShown: true),
        name: try mapping.string("event"))
    }
    let others = [
      "url", "method", "headers", "form", "body", "status", "body_matches",
      "body_matches_not",
    ]
    if let other = others.first(where: { mapping.optional($0) != nil }) {
      throw value.error("a step with 'socket_io' makes no other request: leave '\(other)' out")
    }
  }
}

extension JourneyRequest {
  fileprivate init(_ mapping: YAMLMapping, _ names: JourneyNames) throws {
    url = try names.text(mapping.required("url"), isShown: true)
    headers = try mapping.entries("headers").map { ($0.name, try names.text($0.value)) }
    form = try mapping.entries("form").map { ($0.name, try names.text($0.value)) }
    body = try mapping.optional("body").map { try names.text($0) }
    let sends = !form.isEmpty || body != nil
    method = try mapping.optionalString("method") ?? (sends ? "POST" : "GET")
    guard method.utf8.allSatisfy({ (0x41...0x5A).contains($0) }), method.utf8.count <= 20 else {
      throw try mapping.required("method").error("a method is a word in capitals, such as POST")
    }
    if !form.isEmpty, body != nil {
      throw try mapping.required("body").error("there is 'form' too, and a request has one body")
    }
    if sends, method == "GET" || method == "HEAD" {
      throw try mapping.required("method").error("\(method) sends no form and no body")
    }
    for (name, value) in try mapping.entries("headers") where !Self.isHeader(name) {
      throw value.error("'\(name)' is no name of a header")
    }
    validStatusCodes = try mapping.sequence("status").map { try $0.int(in: 100...599) }
    mustMatch = try Self.patterns(mapping.optional("body_matches"))
    mustNotMatch = try Self.patterns(mapping.optional("body_matches_not"))
  }

  private static func patterns(_ value: YAMLValue?) throws -> [Pattern] {
    guard let value else { return [] }
    if case .scalar = value.node.content { return [try value.string { try Pattern($0) }] }
    return try value.sequence().map { try $0.string { try Pattern($0) } }
  }

  private static func isHeader(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy {
        $0 > 0x20 && $0 < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains($0)
      }
  }
}

extension JourneyStep.Extract {
  fileprivate init(_ name: String, _ value: YAMLValue) throws {
    guard JourneyText.isName(name) else {
      throw value.error("a name is made of letters, digits and '_', 60 at most")
    }
    let pattern = try value.string { try Pattern($0) }
    guard pattern.groupCount <= 1 else {
      throw value.error("one group says what is wanted: write others as '(?:…)'")
    }
    self.init(name: name, pattern: pattern)
  }
}

extension JourneyStep.Movement {
  fileprivate init(
    _ value: YAMLValue, _ step: JourneyStep, _ earlier: [JourneyStep], _ names: JourneyNames
  ) throws {
    guard !step.numbers.isEmpty else { throw value.error("the step reads no 'numbers'") }
    self = try value.mapping { mapping in
      let since = try mapping.string("since")
      guard let before = earlier.first(where: { $0.name == since }) else {
        throw try mapping.required("since").error("no earlier step is named '\(since)'")
      }
      guard before.numbers.map(\.name) == step.numbers.map(\.name) else {
        throw try mapping.required("since").error(
          "step '\(since)' does not read the same numbers in the same order")
      }
      return Self(
        since: since, own: try names.text(mapping.required("own"), isShown: true),
        acceptsOthers: try mapping.bool("accept_others", default: true))
    }
  }
}

extension YAMLValue {
  fileprivate func positiveDuration() throws -> Duration {
    let duration = try duration()
    guard duration > .zero else { throw error("a duration is longer than 0") }
    return duration
  }
}
