internal import Foundation

/// Certificates that a test makes with the `openssl` program, in a folder of their own.
package final class Certificates: Sendable {
  package static let shared = Result { try Certificates() }

  /// With attributes of many kinds, some twice, and characters that are escaped.
  private static let oddSubject =
    #"/C=DE/ST=B\+e/L=X/O=Ex, "Inc" <a>;/OU=one/OU=two/CN=first/CN=#last é /serialNumber=7"#
    + "/street=Street 1/postalCode=12345/emailAddress=a@example.com/DC=example/title=Dr"

  private let folder: TemporaryFolder

  private init() throws {
    folder = try TemporaryFolder(["names": "subjectAltName=DNS:redis.example,IP:127.0.0.1\n"])
    for authority in ["ca", "other-ca"] {
      try openssl(
        "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=\(authority)", "-keyout",
        path("\(authority).key"), "-out", path("\(authority).crt"))
    }
    try sign("server", by: "ca", "-days", "2", "-extfile", path("names"))
    try sign("expired", by: "ca", "-days", "-1", "-extfile", path("names"))
    try sign("client", by: "ca", "-days", "2")
    try sign("stranger", by: "other-ca", "-days", "2")
    try openssl(
      "pkey", "-in", path("client.key"), "-aes256", "-passout", "pass:x", "-out",
      path("protected.key"), newKey: false)
    try openssl(
      "ec", "-in", path("client.key"), "-aes256", "-passout", "pass:x", "-out",
      path("protected-ec.key"), newKey: false)
    try openssl(
      "req", "-x509", "-nodes", "-days", "2", "-utf8", "-set_serial", "0x0a0b0c", "-subj",
      Self.oddSubject, "-addext", "subjectAltName=DNS:b.example,IP:127.0.0.1,DNS:a.example",
      "-keyout", path("odd.key"), "-out", path("odd.crt"))
    try openssl("genrsa", "-out", path("rsa.key"), "2048", newKey: false)
    try folder.write("hello\n", to: "text")
    try folder.write("", to: "empty")
  }

  package func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  /// Makes a certificate for `names`, in OpenSSL's spelling: `DNS:cache1,IP:127.0.0.1`.
  package func make(_ name: String, by authority: String = "ca", for names: String) throws {
    try folder.write("subjectAltName=\(names)\n", to: "\(name).names")
    try sign(name, by: authority, "-days", "2", "-extfile", path("\(name).names"))
  }

  private func sign(_ name: String, by authority: String, _ arguments: String...) throws {
    try openssl(
      "req", "-nodes", "-subj", "/CN=\(name)", "-keyout", path("\(name).key"), "-out",
      path("\(name).csr"))
    try openssl(
      arguments: [
        "x509", "-req", "-in", path("\(name).csr"), "-CA", path("\(authority).crt"), "-CAkey",
        path("\(authority).key"), "-set_serial", "\(UInt32.random(in: 1...UInt32.max))", "-out",
        path("\(name).crt"),
      ] + arguments)
  }

  private func openssl(_ arguments: String..., newKey: Bool = true) throws {
    let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    try openssl(arguments: arguments + (newKey ? curve : []))
  }

  private func openssl(arguments: [String]) throws {
    let child = try Child(["openssl"] + arguments, log: "/dev/null")
    child.finish()
    guard child.exitStatus == 0 else {
      throw Failure(description: "openssl \(arguments.joined(separator: " ")) failed")
    }
  }
}
