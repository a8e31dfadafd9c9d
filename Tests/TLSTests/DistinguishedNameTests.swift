import Testing

@testable import TLS

@Suite struct DistinguishedNameTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let attributes: [(kind: String, value: String)]
    let text: String

    init(_ text: String, _ attributes: (String, String)...) {
      self.text = text
      self.attributes = attributes.map { (kind: $0.0, value: $0.1) }
    }

    var testDescription: String { text }
  }

  static let cases = [
    Case("CN=example.com", ("2.5.4.3", "example.com")),
    Case(
      #"CN=a,O=Example\, Inc,C=DE"#, ("2.5.4.6", "DE"), ("2.5.4.10", "Example, Inc"),
      ("2.5.4.3", "a")),
    Case(
      "CN=a,OU=x+OU=y,C=DE", ("2.5.4.3", "a"), ("2.5.4.11", "x"), ("2.5.4.11", "y"),
      ("2.5.4.6", "DE")),
    Case(
      "SERIALNUMBER=7,CN=last", ("2.5.4.3", "first"), ("2.5.4.3", "last"), ("2.5.4.5", "7")),
    Case(##"CN=\ #a\"b\\\<c\>\;\ "##, ("2.5.4.3", ##" #a"b\<c>; "##)),
    Case(##"CN=\#a"##, ("2.5.4.3", "#a")),
    Case(
      "CN=a,1.2.840.113549.1.9.1=#0c03614062", ("2.5.4.3", "a"), ("1.2.840.113549.1.9.1", "a@b")),
    Case("1.2.4=#130163,1.2.3=#13026162", ("1.2.3", "ab"), ("1.2.4", "c")),
    Case(""),
  ]

  @Test(arguments: cases)
  func namesAreWrittenAsGoWritesThem(example: Case) {
    #expect(DistinguishedName(example.attributes).description == example.text)
  }
}
