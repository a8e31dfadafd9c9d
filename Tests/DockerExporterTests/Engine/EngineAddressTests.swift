import Shared
import Testing

@testable import DockerExporter

@Suite struct EngineAddressTests {
  struct Case: Sendable {
    let host: String
    var environment: [String: String] = [:]
    var socket: String?
    let base: String
    var tls: EngineAddress.TLS?
  }

  private static let files = EngineAddress.TLS(
    authority: "/c/ca.pem", certificate: "/c/cert.pem", key: "/c/key.pem")

  @Test(arguments: [
    Case(host: "", socket: "/var/run/docker.sock", base: "http://docker"),
    Case(host: "unix:///run/a.sock", socket: "/run/a.sock", base: "http://docker"),
    Case(
      host: "", environment: ["DOCKER_HOST": "unix:///b"], socket: "/b", base: "http://docker"),
    Case(
      host: "unix:///a", environment: ["DOCKER_HOST": "unix:///b"], socket: "/a",
      base: "http://docker"),
    Case(host: "tcp://proxy", base: "http://proxy:2375"),
    Case(host: "tcp://proxy:99/", base: "http://proxy:99"),
    Case(host: "tcp://[::1]", base: "http://[::1]:2375"),
    Case(host: "http://proxy:99", base: "http://proxy:99"),
    Case(host: "https://proxy", base: "https://proxy:2376", tls: EngineAddress.TLS()),
    Case(
      host: "tcp://e", environment: ["DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": "/c"],
      base: "https://e:2376", tls: files),
    Case(
      host: "tcp://e:1", environment: ["DOCKER_TLS_VERIFY": "1", "HOME": "/h"],
      base: "https://e:1",
      tls: EngineAddress.TLS(
        authority: "/h/.docker/ca.pem", certificate: "/h/.docker/cert.pem",
        key: "/h/.docker/key.pem")),
    Case(
      host: "tcp://e", environment: ["DOCKER_CERT_PATH": "/c"], base: "https://e:2376",
      tls: EngineAddress.TLS(
        authority: nil, certificate: "/c/cert.pem", key: "/c/key.pem", isVerified: false)),
    Case(
      host: "unix:///a", environment: ["DOCKER_TLS_VERIFY": "1"], socket: "/a",
      base: "http://docker"),
  ])
  func anAddressIsReadAsDockersClientReadsIt(_ item: Case) throws {
    let address = try EngineAddress(item.host, environment: item.environment)
    #expect(address.socket == item.socket)
    #expect(address.base == item.base)
    #expect(address.tls == item.tls)
  }

  @Test(arguments: [
    ("/var/run/docker.sock", "has no scheme"), ("unix://run", "begins with a slash"),
    ("ssh://host", "scheme ssh is not known"), ("tcp://", "a host and a port"),
    ("tcp://host/path", "a host and a port"), ("tcp://u:secret@host", "holds no user"),
    ("unix:///" + String(repeating: "a", count: 110), "107 bytes"),
  ])
  func anAddressThatCannotBeUsedIsRefusedWithTheRemedy(host: String, words: String) {
    let error = #expect(throws: FlagError.self) { try EngineAddress(host, environment: [:]) }
    #expect("\(error!)".hasPrefix("--docker.host: "))
    #expect("\(error!)".contains(words))
    #expect(!"\(error!)".contains("secret"))
  }
}

@Suite struct APIVersionTests {
  @Test(arguments: [
    ("1.24", "1.24"), ("1.41", "1.41"), ("1.44", "1.44"), ("1.52", "1.51"), ("2.0", "1.51"),
  ])
  func theOlderOfTheTwoIsSpoken(engine: String, spoken: String) throws {
    #expect("\(APIVersion.spoken(with: try #require(APIVersion(engine))))" == spoken)
  }

  @Test(arguments: ["", "1", "x.y", "1.-2", "1.2.3"])
  func whatIsNoVersionIsNone(text: String) { #expect(APIVersion(text) == nil) }
}

@Suite struct TimestampTests {
  @Test(arguments: [
    ("1970-01-01T00:00:01Z", 1.0), ("2026-11-28T09:28:42.284352083Z", 1_795_858_122.284352083),
    ("2026-11-28T10:28:42.5+01:00", 1_795_858_122.5),
    ("2026-11-28T07:58:42-01:30", 1_795_858_122.0), ("2024-02-29T00:00:00Z", 1_709_164_800.0),
    ("2024-03-01T00:00:00Z", 1_709_251_200.0),
  ])
  func aMomentIsRead(text: String, seconds: Double) {
    #expect(Timestamp.rfc3339(text) == seconds)
  }

  @Test(arguments: [
    "", "0001-01-01T00:00:00Z", "2026-11-28", "2026-13-28T09:28:42Z", "2026-11-28T09:28:42",
    "2026-11-28T09:28:42.Z", "2026-11-28T09:28:42+0100",
  ])
  func neverAndNonsenseAreNoMoments(text: String) { #expect(Timestamp.rfc3339(text) == nil) }

  @Test func aDateOfHTTPIsRead() {
    #expect(Timestamp.http("Sat, 28 Nov 2026 09:28:42 GMT") == 1_795_858_122)
    #expect(Timestamp.http("yesterday") == nil)
  }
}
