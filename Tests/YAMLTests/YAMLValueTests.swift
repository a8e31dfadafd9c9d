import Shared
import Testing

@testable import YAML

@Suite struct YAMLValueTests {
  enum Usage: String, CaseIterable {
    case label = "LABEL"
    case counter = "COUNTER"
    case gauge = "GAUGE"
  }

  /// The value of the only key, `a`.
  private func value(_ yaml: String) throws -> YAMLValue {
    try parse("a: \(yaml)\n").entries()[0].value
  }

  private func message<Value>(_ yaml: String, _ read: (YAMLValue) throws -> Value) -> String? {
    YAMLTests.message { _ = try read(try value(yaml)) }
  }

  // MARK: - Text

  @Test(arguments: [
    ("b", "b"), ("12", "12"), ("0123", "0123"), ("yes", "yes"), ("''", ""), ("\"~\"", "~"),
  ])
  func textIsTakenAsItIsSpelled(yaml: String, expected: String) throws {
    #expect(try value(yaml).string() == expected)
    #expect(try value(yaml).secret().revealed == expected)
  }

  @Test(arguments: [("", "nothing"), ("~", "nothing"), ("[]", "a list"), ("{}", "a mapping")])
  func whatIsNoTextIsSaid(yaml: String, kind: String) {
    #expect(message(yaml) { try $0.string() } == "x.yml:1: a: expected text, found \(kind)")
    #expect(message(yaml) { try $0.secret() } == "x.yml:1: a: expected text, found \(kind)")
  }

  @Test func whatTextIsReadAsKeepsItsPlaceInAnError() throws {
    #expect(try value("b.*").string { try Pattern($0) }.matches("bc"))
    let message = message("b(") { try $0.string { try Pattern($0) } }
    #expect(
      message
        == "x.yml:1: a: 'b(' is not a regular expression: missing closing parenthesis (at byte 2)")
  }

  @Test func aChoiceIsOneOfThose() throws {
    #expect(try value("COUNTER").choice(Usage.self) == .counter)
    #expect(
      message("COUNTR") { try $0.choice(Usage.self) }
        == "x.yml:1: a: 'COUNTR' is not one of LABEL, COUNTER, GAUGE")
  }

  @Test func aLongTextIsCutInAnErrorAndStaysOnItsLine() {
    let message = message("\"b\\nc" + String(repeating: "d", count: 100) + "\"") {
      try $0.choice(Usage.self)
    }
    let cut = "b c" + String(repeating: "d", count: 57)
    #expect(message == "x.yml:1: a: '\(cut)…' is not one of LABEL, COUNTER, GAUGE")
  }

  // MARK: - Truth and numbers

  @Test(arguments: ["true", "True", "TRUE", "yes", "Yes", "on", "ON", "y", "!!bool 'yes'"])
  func theseAreTrue(yaml: String) throws { #expect(try value(yaml).bool()) }

  @Test(arguments: ["false", "False", "FALSE", "no", "NO", "off", "Off", "n"])
  func theseAreFalse(yaml: String) throws { #expect(try !value(yaml).bool()) }

  @Test(arguments: [
    ("maybe", "'maybe' is not true or false"), ("yEs", "'yEs' is not true or false"),
    ("1", "'1' is not true or false"), ("", "expected true or false, found nothing"),
    ("'true'", "expected true or false, found text in quotes: leave the quotes away"),
  ])
  func theseAreNeither(yaml: String, reason: String) {
    #expect(message(yaml) { try $0.bool() } == "x.yml:1: a: \(reason)")
  }

  @Test(arguments: [
    ("0", 0), ("12", 12), ("-12", -12), ("+12", 12), ("1_000", 1000), ("0x1f", 31), ("-0b11", -3),
    ("0o17", 15), ("017", 15), ("1e3", 1000), ("5.0", 5),
    ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
  ])
  func theseAreWholeNumbers(yaml: String, expected: Int) throws {
    #expect(try value(yaml).int() == expected)
  }

  @Test(arguments: [
    "1.5", "twelve", "08", "--1", "-+1", "0x", "0x-1", "_", "+", "1 2", "9223372036854775808",
    "1e30", ".inf", "inf", "0x1p3", "1s",
  ])
  func theseAreNot(yaml: String) {
    #expect(
      message(yaml) { try $0.int() } == "x.yml:1: a: '\(yaml)' is not a whole number")
  }

  @Test func aNumberIsBounded() throws {
    #expect(try value("5").int(in: 1...5) == 5)
    #expect(message("0") { try $0.int(in: 1...5) } == "x.yml:1: a: 0 is less than 1")
    #expect(message("6") { try $0.int(in: 1...5) } == "x.yml:1: a: 6 is more than 5")
    #expect(
      message("'5'") { try $0.int() }
        == "x.yml:1: a: expected a whole number, found text in quotes: leave the quotes away")
  }

  @Test(arguments: [
    ("1.5", 1.5), ("-2", -2), ("1e-3", 0.001), ("0x10", 16), (".inf", .infinity),
    ("-.Inf", -.infinity), ("1_000.5", 1000.5),
  ])
  func theseAreNumbers(yaml: String, expected: Double) throws {
    #expect(try value(yaml).double() == expected)
  }

  @Test func notANumberIsANumber() throws {
    #expect(try value(".nan").double().isNaN)
  }

  @Test(arguments: ["nan", "inf", "0x1p3", "1e999", "1.2.3"])
  func theseAreNoNumbers(yaml: String) {
    #expect(message(yaml) { try $0.double() } == "x.yml:1: a: '\(yaml)' is not a number")
  }

  @Test(arguments: [("5s", 5.0), ("'1m30s'", 90), ("1d", 86_400), ("0", 0)])
  func durationsAreThoseOfGoAndPrometheus(yaml: String, seconds: Double) throws {
    #expect(try value(yaml).duration() / .seconds(1) == seconds)
  }

  @Test func aNumberWithoutAUnitIsNoDuration() {
    #expect(
      message("5") { try $0.duration() }
        == "x.yml:1: a: '5' is not a duration such as 5s, 500ms or 1m30s")
  }

  // MARK: - Lists

  @Test func aListOfTextsMayBeOneTextWhereThatIsAllowed() throws {
    #expect(try value("[b, 1]").strings() == ["b", "1"])
    #expect(try value("b").strings(orOne: true) == ["b"])
    #expect(message("b") { try $0.strings() } == "x.yml:1: a: expected a list, found text")
    #expect(
      message("[b, [c]]") { try $0.strings() } == "x.yml:1: a[1]: expected text, found a list")
    #expect(
      message("[b, ]\nc: [d, ~]") { _ in try parse("c: [d, ~]").entries()[0].value.strings() }
        == "x.yml:1: c[1]: expected text, found nothing")
  }

  // MARK: - Secrets

  @Test func whatIsPrintedShowsNoText() throws {
    let root = try parse("password: hunter2\nlist: [hunter2]\n")
    var dumped = ""
    dump(root, to: &dumped)
    guard case .mapping(let entries) = root.node.content else { throw root.error("no mapping") }
    dump(entries, to: &dumped)
    dump(root.node.content, to: &dumped)
    guard case .scalar(let scalar) = entries[0].value.content else { throw root.error("no text") }
    dump(scalar, to: &dumped)
    dumped += "\(root) \(root.node) \(entries) \(scalar) \(root.node.content)"
    dumped += String(reflecting: root) + String(reflecting: entries[0].value)
    #expect(!dumped.contains("hunter2"))
    #expect("\(entries[0].value)" == "text in line 1")
    #expect("\(root.node)" == "a mapping in line 1")
  }
}
