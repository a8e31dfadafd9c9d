import Shared
import Testing

@testable import YAML

@Suite struct YAMLMappingTests {
  struct Module: Equatable {
    let user: String
    let password: Secret
    let port: Int
    let tags: [String]
    let isOn: Bool
    let timeout: Duration
  }

  private func modules(_ yaml: String) throws -> [String: Module] {
    try parse(yaml).mapping { root in
      var modules: [String: Module] = [:]
      for (name, value) in try root.entries("modules") {
        modules[name] = try value.mapping { module in
          module.ignore("comment")
          return Module(
            user: try module.string("user"), password: try module.secret("password"),
            port: try module.int("port", in: 1...65535, default: 5432),
            tags: try module.strings("tags", orOne: true),
            isOn: try module.bool("on", default: true),
            timeout: try module.duration("timeout", default: .seconds(5)))
        }
      }
      return modules
    }
  }

  @Test func whatIsAbsentOrEmptyHasItsDefault() throws {
    let plain = Module(
      user: "u", password: Secret("p"), port: 5432, tags: [], isOn: true, timeout: .seconds(5))
    #expect(try modules("") == [:])
    #expect(try modules("modules:\n") == [:])
    #expect(try modules("modules: {a: {user: u, password: p}}") == ["a": plain])
    #expect(
      try modules("modules: {a: {user: u, password: p, port: , tags: ~, on: null, comment: []}}")
        == ["a": plain])
  }

  @Test func whatIsThereIsRead() throws {
    #expect(
      try modules(
        """
        modules:
          a:
            user: u
            password: 0123
            port: 1
            tags: b
            on: no
            timeout: 1m
        """)
        == [
          "a": Module(
            user: "u", password: Secret("0123"), port: 1, tags: ["b"], isOn: false,
            timeout: .seconds(60))
        ])
  }

  @Test(arguments: [
    ("modules: {a: {password: p}}", "x.yml:1: modules.a: 'user' is missing"),
    ("modules:\n  a:\n    user:\n", "x.yml:3: modules.a: 'user' has no value"),
    (
      "modules:\n  a:\n    user: u\n    pasword: hunter2\n",
      "x.yml:4: modules.a: 'password' is missing; is it misspelled as 'pasword'?"
    ),
    (
      "modules:\n  a:\n    user: u\n    password: p\n    prot: 1\n",
      "x.yml:5: modules.a: unknown key 'prot'; did you mean 'port'?"
    ),
    (
      "modules:\n  a: {user: u, password: p}\nModul: {}\n",
      "x.yml:3: unknown key 'Modul'; did you mean 'modules'?"
    ),
    ("database: {}\n", "x.yml:1: unknown key 'database'; known are 'modules'"),
    (
      "modules: {a: {user: u, password: p,\n  x: 1,\n  tag: 2,\n  z: 3}}",
      "x.yml:2: modules.a: unknown key 'x'; known are 'comment', 'user', 'password', 'port', "
        + "'tags', 'on', 'timeout' (unknown too: 'tag' in line 3, 'z' in line 4)"
    ),
    ("modules: []\n", "x.yml:1: modules: expected a mapping, found a list"),
    ("modules: {a: b}\n", "x.yml:1: modules.a: expected a mapping, found text"),
    ("modules: {a: }\n", "x.yml:1: modules.a: expected a mapping, found nothing"),
    ("- a\n", "x.yml:1: expected a mapping, found a list"),
    (
      "modules: {a: {user: u, password: [hunter2]}}",
      "x.yml:1: modules.a.password: expected text, found a list"
    ),
    (
      "modules: {a: {user: u, password: p, port: 0}}",
      "x.yml:1: modules.a.port: 0 is less than 1"
    ),
    (
      "modules: {'a b': {user: u, password: p, port: 0}}",
      "x.yml:1: modules.'a b'.port: 0 is less than 1"
    ),
  ])
  func errorsNameThePlaceAndTheRemedy(yaml: String, expected: String) {
    #expect(message { _ = try modules(yaml) } == expected)
  }

  @Test func aMappingThatKnowsNoKeysSaysSo() {
    let message = message { try parse("a: 1\n").mapping { _ in } }
    #expect(message == "x.yml:1: unknown key 'a'; there are none here")
  }

  @Test func hundredsOfUnknownKeysAreNotAllListed() {
    let yaml = (0..<300).map { "key\($0): 1\n" }.joined()
    let message = message { try parse(yaml).mapping { _ in } }
    #expect(message?.hasSuffix("'key10' in line 11 and 289 more)") == true)
  }

  @Test func anErrorOfOurOwnHasItsPlaceToo() {
    let message = message {
      try parse("a:\n  b: 1\n").mapping { root in
        try root.required("a").mapping { a in
          _ = a.optional("b")
          throw a.error("b needs c")
        }
      }
    }
    #expect(message == "x.yml:2: a: b needs c")
  }
}
