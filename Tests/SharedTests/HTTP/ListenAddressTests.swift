import Testing

@testable import Shared

@Suite struct ListenAddressTests {
  @Test(arguments: [
    (":9100", ListenAddress.tcp(host: nil, port: 9100)),
    ("127.0.0.1:9100", .tcp(host: "127.0.0.1", port: 9100)),
    ("localhost:0", .tcp(host: "localhost", port: 0)),
    ("[::1]:9100", .tcp(host: "::1", port: 9100)),
    ("unix:/run/vigie.sock", .unix(path: "/run/vigie.sock")),
  ])
  func readsAndWritesAddresses(text: String, address: ListenAddress) throws {
    #expect(try ListenAddress(text) == address)
    #expect(address.description == text)
  }

  @Test(arguments: [
    ("", "the port is missing"), ("9100", "the port is missing"),
    (":", "the port is not a number up to 65535"),
    (":http", "the port is not a number up to 65535"),
    (":65536", "the port is not a number up to 65535"),
    (":+80", "the port is not a number up to 65535"),
    ("::1:9100", "the host is not a name or an address"),
    ("[::1:9100", "the host is not a name or an address"),
    ("http://a:9100", "the host is not a name or an address"),
    ("unix:vigie.sock", "a socket's path starts with / and is at most 107 bytes"),
    (
      "unix:/" + String(repeating: "a", count: 107),
      "a socket's path starts with / and is at most 107 bytes"
    ),
  ])
  func saysWhatIsWrongWithOthersAndWhatIsAccepted(text: String, reason: String) {
    #expect {
      try ListenAddress(text)
    } throws: { error in
      "\(error)"
        == "'\(text)' is not an address to listen on: \(reason); "
        + "write :9100, 127.0.0.1:9100, [::1]:9100, localhost:9100 or unix:/path"
    }
  }
}
