import Foundation
import Logging
import TestSupport

@testable import Shared
@testable import WebConfiguration

/// A server of pages behind what a file says, for the length of a test.
final class GuardedServer {
  let certificates: Certificates
  let folder: TemporaryFolder
  let log = LogRecorder()
  let port: Int
  private let server: HTTPServer
  private let listeners: [Listener]

  static let certificate = """
    tls_server_config:
      cert_file: server.crt
      key_file: server.key

    """

  /// - Parameters:
  ///   - text: The file, in a folder with the certificate and key `server` and the authority `ca`.
  ///   - page: What every path answers.
  init(
    _ text: String, on address: String? = nil, requestTimeout: Duration = .seconds(10),
    receivedLimit: Int = 32 << 20, page: [UInt8] = Array("Hello\n".utf8)
  ) throws {
    certificates = try Certificates.shared.get()
    folder = try TemporaryFolder()
    for file in ["server.crt", "server.key", "ca.crt"] {
      try folder.write(
        try String(contentsOfFile: certificates.path(file), encoding: .utf8), to: file)
    }
    try folder.write(text, to: "web.yml")
    let path = "\(folder.path)/web.yml"
    let live = try LiveSettings(file: path, log: log.logger) { try WebSettings(file: path) }
    let gate = WebGate(live, log: log.logger)
    var configuration = HTTPServerConfiguration()
    configuration.requestTimeout = requestTimeout
    configuration.receivedLimit = receivedLimit
    configuration.maxRequests = 40
    configuration.put(gate)
    server = try HTTPServer(
      configuration: configuration, pool: ThreadPool(limit: 48, queueLimit: 4096), log: log.logger
    ) { request in
      gate.refusal(of: request) ?? HTTPResponse(.ok, body: page)
    }
    let folderPath = folder.path
    let place = address.map { $0.replacingOccurrences(of: "FOLDER", with: folderPath) }
    listeners = try Listener.open(ListenAddress(place ?? "127.0.0.1:0"))
    try server.start(on: listeners)
    port = Int(listeners[0].port ?? 0)
  }

  deinit { _ = server.stop(within: .seconds(5)) }

  /// Replaces a file at once, as renewals do.
  func replace(_ name: String, with text: String) throws {
    try folder.write(text, to: "\(name).new")
    guard rename("\(folder.path)/\(name).new", "\(folder.path)/\(name)") == 0 else {
      throw Failure(description: "rename: error \(errno)")
    }
  }

  func replace(_ name: String, withCertificateFile file: String) throws {
    try replace(name, with: try String(contentsOfFile: certificates.path(file), encoding: .utf8))
  }

  /// What curl gets over HTTPS.
  func get(_ arguments: String...) throws -> Curl { try get(arguments: arguments) }

  /// What curl gets over plain HTTP.
  func getPlain(_ arguments: String...) throws -> Curl {
    try Curl(["http://127.0.0.1:\(port)/"] + arguments)
  }

  /// What `openssl s_client` says of a handshake and the request after it.
  func handshake(_ arguments: String...) throws -> String { try handshake(arguments: arguments) }

  func handshake(arguments: [String]) throws -> String {
    let client = try Program(
      "sh",
      [
        "-c", #"printf 'GET / HTTP/1.0\r\n\r\n' | exec openssl "$@""#, "sh", "s_client",
        "-connect", "127.0.0.1:\(port)", "-CAfile", certificates.path("ca.crt"), "-ign_eof",
      ] + arguments)
    _ = client.end()
    return client.output
  }

  /// Who the server says it is.
  func subject() throws -> String? {
    try handshake().split(separator: "\n").first { $0.hasPrefix("subject=") }
      .map { $0.filter { $0 != " " } }
  }
}

/// An answer as curl got it, or none.
struct Curl {
  let exitStatus: Int32?
  let output: String

  init(_ arguments: [String]) throws {
    let curl = try Program(
      "curl", ["--silent", "--show-error", "--include", "--max-time", "30"] + arguments)
    exitStatus = curl.end()
    output = curl.output
  }

  /// 0 when there was no answer.
  var status: Int {
    output.hasPrefix("HTTP/1.1 ") ? Int(output.dropFirst(9).prefix(3)) ?? 0 : 0
  }

  var body: String {
    output.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n")
  }
}

/// `secret` and `other` as bcrypt hashes them.
enum Hashes {
  static let cheap = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW"
  static let otherCheap = "$2b$04$abcdefghijklmnopqrstuu0HtfOlPbTiymk5tcV.3TsFPDd3SYZqu"
  /// 15 ms.
  static let dear = "$2b$08$abcdefghijklmnopqrstuuKxCcvB7KZ7.BpDoK0bh6qM7Dl1/xiJa"
  /// 60 ms.
  static let dearer = "$2b$10$abcdefghijklmnopqrstuuqflPDzB6gcMhKa1rZqKiun2YGL5sa2u"
  /// Of 80 times `a`.
  static let long = "$2b$04$abcdefghijklmnopqrstuuBzzIgyKkz7xMWYSzkIjUSnxEQFQ0WNe"
}
