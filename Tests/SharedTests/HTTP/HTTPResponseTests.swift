import Testing

@testable import Shared

@Suite struct HTTPResponseTests {
  @Test func fieldsTakeThePlaceOfThoseOfTheirName() {
    var response = HTTPResponse(
      .ok, headers: [("X-Frame-Options", "deny"), ("Allow", "GET"), ("x-frame-options", "x")])
    response.set([])
    #expect(response.headers.count == 3)
    response.set([("X-Frame-Options", "sameorigin"), ("X-XSS-Protection", "0")])
    #expect(
      response.headers.map { "\($0): \($1)" } == [
        "Allow: GET", "X-Frame-Options: sameorigin", "X-XSS-Protection: 0",
      ])
  }
}
