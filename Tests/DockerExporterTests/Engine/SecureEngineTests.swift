import Shared
import TestSupport
import Testing

@testable import DockerExporter

/// A real engine on TCP, which only speaks with whom its authority knows.
@Suite(
  .serialized, DockerEngine.requirement.trait, Requirement(programs: ["openssl"]).trait,
  EngineTurn())
struct SecureEngineTests {
  private let folder: TemporaryFolder
  private let engine: DockerEngine
  private static let port = 2376

  init() throws {
    folder = try TemporaryFolder([
      "extensions": "subjectAltName=IP:127.0.0.1,DNS:localhost\n"
    ])
    try Self.makeCertificates(in: folder.path)
    let path = folder.path
    engine = try DockerEngine([
      "--host", "tcp://127.0.0.1:\(Self.port)", "--tlsverify",
      "--tlscacert", "\(path)/ca.pem", "--tlscert", "\(path)/cert.pem", "--tlskey",
      "\(path)/key.pem",
    ])
  }

  private static func makeCertificates(in path: String) throws {
    let commands = [
      "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca-key.pem "
        + "-out ca.pem",
      "req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout key.pem -out request.pem",
      "x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 "
        + "-extfile extensions -out cert.pem",
    ]
    for command in commands {
      let child = try Child(
        ["sh", "-c", "cd \(path) && openssl \(command) 2>&1"], capturesOutput: true)
      let output = child.finish()
      guard child.exitStatus == 0 else { throw Failure(description: output) }
    }
  }

  private func ping(
    _ environment: [String: String], host: String = "127.0.0.1"
  ) throws -> EngineClient.Greeting {
    let address = try EngineAddress("tcp://\(host):\(Self.port)", environment: environment)
    return try engine.inItsNetwork {
      try EngineClient(address).ping(by: Deadline(in: .seconds(20)))
    }
  }

  @Test func certificatesAreShownAndChecked() throws {
    let secure = ["DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": folder.path]
    #expect(try ping(secure).version != nil)
    #expect(try ping(secure, host: "localhost").version != nil)
    // Without an authority that is checked, as Docker's client allows.
    #expect(try ping(["DOCKER_CERT_PATH": folder.path]).version != nil)

    let other = try TemporaryFolder(["extensions": ""])
    try Self.makeCertificates(in: other.path)
    let stranger = ["DOCKER_TLS_VERIFY": "1", "DOCKER_CERT_PATH": other.path]
    let error = #expect(throws: EngineError.self) { try ping(stranger) }
    #expect(error?.kind == .tls)
    #expect(throws: EngineError.self) { try ping([:]) }
  }
}
