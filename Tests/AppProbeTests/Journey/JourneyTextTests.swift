import Testing

@testable import AppProbe

@Suite struct JourneyTextTests {
  private struct Case: Sendable, CustomTestStringConvertible {
    let source: String
    let filled: String
    var testDescription: String { source }
  }

  private static let cases = [
    Case(source: "", filled: ""),
    Case(source: "plain", filled: "plain"),
    Case(source: "${a}", filled: "1"),
    Case(source: "/x/${a}/${b}?${a}", filled: "/x/1/two?1"),
    Case(source: "$a $ {a} $", filled: "$a $ {a} $"),
    Case(source: "$${a}", filled: "${a}"),
    Case(source: "$$ ${a}", filled: "$$ 1"),
    Case(source: "a}${b}}", filled: "a}two}"),
  ]

  @Test(arguments: cases)
  private func variablesAreFilledIn(_ example: Case) throws {
    let text = try JourneyText(example.source)
    #expect(text.filled(with: ["a": "1", "b": "two"]) == example.filled)
    #expect(text.source == example.source)
  }

  @Test func whatAVariableHoldsIsNotFilledInAgain() throws {
    #expect(try JourneyText("${a}").filled(with: ["a": "${b}", "b": "two"]) == "${b}")
  }

  @Test(arguments: ["${a", "${}", "${a-b}", "${é}"])
  func whatIsNoVariableIsRefused(_ source: String) {
    #expect(throws: JourneyTextError.self) { try JourneyText(source) }
  }

  @Test func formsAreEncodedAsBrowsersDo() {
    #expect(Form.encode("a b&c=é*-._~+") == "a+b%26c%3D%C3%A9*-._%7E%2B")
  }
}
