import Testing

@testable import AppProbe

@Suite struct HTTPURLTests {
  @Test(arguments: [
    ("http://a.example", "http://a.example/", "a.example", 80),
    ("https://a.example:443/x?y#z", "https://a.example/x?y", "a.example", 443),
    ("http://u:p@a.example:8080/../x", "http://a.example:8080/../x", "a.example", 8080),
    ("http://[::1]:81/", "http://[::1]:81/", "::1", 81),
    ("http://a.example/a b", "http://a.example/a%20b", "a.example", 80),
  ])
  func urlsAreTakenApart(_ text: String, _ description: String, _ host: String, _ port: Int) throws
  {
    let url = try HTTPURL(text)
    #expect(url.description == description)
    #expect(url.host == host)
    #expect(Int(url.port) == port)
  }

  @Test(arguments: ["ftp://a.example/", "http://", "http://a.example:99999/", "http:// /", ""])
  func otherThingsAreRefused(_ text: String) {
    #expect(throws: ProbeFailure.self) { try HTTPURL(text) }
  }

  @Test(arguments: [
    ("/b", "http://a.example:81/b"), ("c", "http://a.example:81/x/c"),
    ("//b.example/", "http://b.example/"), ("https://b.example", "https://b.example/"),
    ("?q", "http://a.example:81/x/y?q"),
  ])
  func locationsAreFollowed(_ location: String, _ expected: String) throws {
    let url = try HTTPURL("http://a.example:81/x/y?z")
    #expect(try url.following(location).description == expected)
  }

  @Test(arguments: [
    ("http://a.example/", "http://a.example/", true),
    ("http://a.example/", "https://a.example/", true),
    ("https://a.example/", "http://a.example/", false),
    ("http://a.example/", "http://b.a.example/", true),
    ("http://a.example/", "http://ba.example/", false),
    ("http://10.0.0.1/", "http://1.10.0.0.1/", false),
  ])
  func credentialsStayWithinTheHost(_ first: String, _ next: String, _ isWithin: Bool) throws {
    #expect(try HTTPURL(next).isWithin(try HTTPURL(first)) == isWithin)
  }

  @Test(arguments: ["", "f", "fo", "foo", "foob"].enumerated().map { ($0, $1) })
  func bytesBecomeText(_ index: Int, _ text: String) {
    let expected = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]
    #expect(Base64.text(of: Array(text.utf8)) == expected[index])
  }
}
