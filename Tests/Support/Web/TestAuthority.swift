internal import Foundation

/// An authority of the test's own, which signs certificates for its servers.
package final class TestAuthority: Sendable {
  private let folder: TemporaryFolder

  package static let requirement = Requirement(programs: ["openssl"])

  /// Makes its key and its own certificate.
  package init() throws {
    folder = try TemporaryFolder()
    try openssl(
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
      "30", "-subj", "/CN=Test authority", "-keyout", file("ca.key"), "-out", file("ca.pem"),
      "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")
  }

  /// The authority's own certificate.
  package var certificateFile: String { file("ca.pem") }

  /// Itself, as a server that signed its own certificate.
  package var identity: Identity {
    Identity(certificateFile: certificateFile, keyFile: file("ca.key"))
  }

  /// A certificate and its key.
  package struct Identity: Sendable {
    package let certificateFile: String
    package let keyFile: String
  }

  /// Issues a certificate.
  ///
  /// - Parameters:
  ///   - name: Unique for this authority.
  ///   - alternativeNames: As in `DNS:localhost,IP:127.0.0.1`.
  ///   - days: For how long it is good, counted from now; negative for one that is over.
  package func issue(
    _ name: String, for alternativeNames: String = "DNS:localhost,IP:127.0.0.1,IP:::1",
    days: Int = 10
  ) throws -> Identity {
    let identity = Identity(certificateFile: file("\(name).pem"), keyFile: file("\(name).key"))
    try folder.write("subjectAltName=\(alternativeNames)\n", to: "\(name).ext")
    try openssl(
      "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
      "/CN=\(name)", "-keyout", identity.keyFile, "-out", file("\(name).csr"))
    // `x509` takes days from now on only, and `ca` any dates, but it keeps a register.
    try folder.write("", to: "\(name).index")
    try folder.write(
      """
      [ca]
      default_ca = it
      [it]
      database = \(file("\(name).index"))
      new_certs_dir = \(folder.path)
      default_md = sha256
      policy = any
      rand_serial = yes
      [any]
      commonName = supplied
      """, to: "\(name).cnf")
    let now = Date()
    let end = now.addingTimeInterval(Double(days) * 86400)
    let start = min(now, end).addingTimeInterval(-86400)
    try openssl(
      "ca", "-batch", "-notext", "-config", file("\(name).cnf"), "-cert", certificateFile,
      "-keyfile", file("ca.key"), "-in", file("\(name).csr"), "-out", identity.certificateFile,
      "-extfile", file("\(name).ext"), "-startdate", Self.text(start), "-enddate", Self.text(end))
    return identity
  }

  private func file(_ name: String) -> String { "\(folder.path)/\(name)" }

  private func openssl(_ arguments: String...) throws {
    let child = try Child(["openssl"] + arguments)
    child.finish()
    guard child.exitStatus == 0 else {
      throw Failure(description: "openssl \(arguments.joined(separator: " ")) failed")
    }
  }

  /// As in `20261128091622Z`.
  private static func text(_ date: Date) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
    return [
      parts.year, parts.month, parts.day, parts.hour, parts.minute, parts.second,
    ].map { String(format: "%02d", $0 ?? 0) }.joined() + "Z"
  }
}
