import Foundation
import TestSupport

/// A program that listens at a port of this machine, once it answers; it dies with the test.
final class Server {
  let port: Int
  let program: Program

  init(_ arguments: (_ port: Int) -> [String]) throws {
    port = try freePort()
    let command = arguments(port)
    let program = try Program(command[0], Array(command.dropFirst()))
    self.program = program
    let port = port
    let answers = program.wait { program in
      guard program.isRunning, let descriptor = try? Client.connect(port) else { return false }
      close(descriptor)
      return true
    }
    guard answers else { throw Failure(description: "\(command): \(program.output)") }
  }

  deinit {
    program.signal(SIGKILL)
    _ = program.end()
  }

  /// Redis, which asks clients for a certificate when it is told to.
  static func redis(
    _ certificates: Certificates, certificate: String = "server", asksClients: Bool = false,
    _ more: String...
  ) throws -> Server {
    try Server { port in
      [
        "redis-server", "--port", "0", "--tls-port", "\(port)", "--bind", "127.0.0.1", "--save", "",
        "--tls-cert-file", certificates.path("\(certificate).crt"), "--tls-key-file",
        certificates.path("\(certificate).key"), "--tls-ca-cert-file", certificates.path("ca.crt"),
        "--tls-auth-clients", asksClients ? "yes" : "no",
      ] + more
    }
  }
}
