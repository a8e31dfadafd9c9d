internal import Foundation

/// A server in a few lines of Python on 127.0.0.1, which is over when this value is.
///
/// Its source gets the port, a file to make once it listens, and with TLS its certificate and key.
final class PythonServer: Sendable {
  static let requirement = Requirement(programs: ["python3"])

  let port: Int
  private let server: Child
  private let folder: TemporaryFolder

  init(_ what: String, _ source: String, _ identity: TestAuthority.Identity?) throws {
    port = try freePort()
    folder = try TemporaryFolder()
    server = try Child(
      ["python3", "-c", source, "\(port)", "\(folder.path)/ready"]
        + (identity.map { [$0.certificateFile, $0.keyFile] } ?? []), takesInput: true)
    try wait(seconds: 30, for: "\(what) to listen") {
      guard server.isRunning else { throw Failure(description: "\(what) ended") }
      return FileManager.default.fileExists(atPath: "\(folder.path)/ready")
    }
  }
}
