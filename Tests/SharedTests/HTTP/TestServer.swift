import Logging

@testable import Shared

/// A server on loopback for the length of a test.
final class TestServer: Sendable {
  let server: HTTPServer
  let listeners: [Listener]

  init(
    on address: String = "127.0.0.1:0", threads: Int = 8, queue: Int = 64,
    log: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
    _ configuration: HTTPServerConfiguration = limits { _ in },
    answer: @escaping HTTPServer.Handler = { _ in .text("Hello\n") }
  ) throws {
    listeners = try Listener.open(ListenAddress(address))
    server = try HTTPServer(
      configuration: configuration, pool: ThreadPool(limit: threads, queueLimit: queue), log: log,
      handler: answer)
    try server.start(on: listeners)
  }

  deinit { _ = server.stop(within: .seconds(5)) }

  var port: UInt16 { listeners[0].port ?? 0 }

  func client(receiveBuffer: Int32? = nil) throws -> TestClient {
    try TestClient(port: port, receiveBuffer: receiveBuffer)
  }
}

func limits(_ configure: (inout HTTPServerConfiguration) -> Void) -> HTTPServerConfiguration {
  var configuration = HTTPServerConfiguration()
  configuration.maxConnections = 4000
  configure(&configuration)
  return configuration
}
