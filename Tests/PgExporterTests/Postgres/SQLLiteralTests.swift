import Testing

@testable import PgExporter

@Suite struct SQLLiteralTests {
  @Test(arguments: [
    ("votes", "'votes'"), ("it's", "'it''s'"), ("", "''"), (#"a\'b"#, #"E'a\\''b'"#),
  ])
  func isQuoted(text: String, literal: String) {
    #expect(text.sqlLiteral == literal)
  }
}
