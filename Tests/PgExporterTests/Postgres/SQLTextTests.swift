import Testing

@testable import PgExporter

@Suite struct SQLTextTests {
  @Test(arguments: [
    ("votes", "E'votes'"), ("it's", "E'it''s'"), (#"a\b"#, #"E'a\\b'"#), (#"\'"#, #"E'\\'''"#),
  ])
  func aLiteralHoldsItsText(text: String, literal: String) {
    #expect(text.sqlLiteral == literal)
  }

  @Test func aNameMayHaveQuotes() { #expect(#"we"ird"#.sqlIdentifier == #""we""ird""#) }
}
