import Foundation
import TestSupport

@testable import AppProbe

/// Certificates that a test makes with the `openssl` program, and servers that show them.
final class ProbeCertificates: Sendable {
  static let shared = Result { try ProbeCertificates() }

  private let folder: TemporaryFolder

  private init() throws {
    folder = try TemporaryFolder(["names": "subjectAltName=DNS:localhost,IP:127.0.0.1\n"])
    for authority in ["ca", "self"] {
      try openssl(
        "req", "-x509", "-nodes", "-days", "3", "-subj", "/O=Example/CN=\(authority)", "-addext",
        "subjectAltName=IP:127.0.0.1", "-keyout", path("\(authority).key"), "-out",
        path("\(authority).crt"), "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
    }
    try sign("good", days: 2)
    try sign("expired", days: -1)
  }

  func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  var settings: TLSSettings {
    var settings = TLSSettings()
    settings.authorityFile = path("ca.crt")
    return settings
  }

  /// A server of OpenSSL's with one of the certificates, which answers requests of HTTP.
  func server(_ name: String, _ more: String...) throws -> (
    program: TestSupport.Program, target: String
  ) {
    let port = try freePort()
    let program = try TestSupport.Program(
      "openssl",
      [
        "s_server", "-accept", "127.0.0.1:\(port)", "-www", "-cert", path("\(name).crt"), "-key",
        path("\(name).key"),
      ] + more)
    guard program.wait(for: { $0.output.contains("ACCEPT") }) else {
      throw Failure(description: program.output)
    }
    return (program, "127.0.0.1:\(port)")
  }

  private func sign(_ name: String, days: Int) throws {
    try openssl(
      "req", "-nodes", "-subj", "/CN=\(name)", "-keyout", path("\(name).key"), "-out",
      path("\(name).csr"), "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
    try openssl(
      "x509", "-req", "-in", path("\(name).csr"), "-CA", path("ca.crt"), "-CAkey", path("ca.key"),
      "-CAcreateserial", "-out", path("\(name).crt"), "-days", "\(days)", "-extfile", path("names"))
  }

  private func openssl(_ arguments: String...) throws {
    let child = try Child(["openssl"] + arguments)
    child.finish()
    guard child.exitStatus == 0 else {
      throw Failure(description: "openssl \(arguments.joined(separator: " ")) failed")
    }
  }
}
