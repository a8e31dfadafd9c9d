import TestSupport
import Testing

@testable import Rex

@Suite struct WebAddressTests {
  @Test func aPasswordIsNotShown() throws {
    let address = try #require(WebAddress("https://rex:secret@prometheus.example.com:9090/path/"))
    #expect(address.description == "https://prometheus.example.com:9090/path")
    #expect(address.url == "https://rex:secret@prometheus.example.com:9090/path")
  }

  @Test func onlyTheWebIsAsked() {
    #expect(WebAddress("file:///etc/passwd") == nil)
    #expect(WebAddress("prometheus:9090") == nil)
  }

  @Test func queriesAreEscaped() {
    #expect(WebAddress.escaped("up{a=\"é\"}[1m]") == "up%7Ba%3D%22%C3%A9%22%7D%5B1m%5D")
  }

  @Test(
    FaultServer.requirement.trait,
    arguments: ["/silent", "/garbage", "/reset", "/json", "/status?503", "/short"])
  func whatIsNoPrometheusIsNamed(path: String) throws {
    let server = try FaultServer()
    let address = try #require(WebAddress(server.url(path + (path.contains("?") ? "&" : "?"))))
    let prometheus = Prometheus(address: address, patience: .seconds(1))
    let error = #expect(throws: Complaint.self) { try prometheus.series("up", at: 0) }
    #expect(error?.description.contains("Prometheus at http://127.0.0.1") == true)
  }
}
