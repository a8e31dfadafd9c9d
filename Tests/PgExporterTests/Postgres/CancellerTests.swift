import CPostgres
import Foundation
import Shared
import TestSupport
import Testing

@testable import PgExporter

@Suite struct CancellerTests {
  @Test func noMoreThanTwoHang() throws {
    let server = try FakeServer { client in
      let said = FakeServer.receive(from: client)
      // A request to cancel is 16 bytes; it gets no answer.
      if said.count != 16 { FakeServer.send(FakeServer.welcome, to: client) }
      return true
    }
    let connection = try Connection(starting: [
      ("host", "127.0.0.1"), ("port", "\(server.port)"), ("sslmode", "disable"), ("user", "u"),
    ])
    var state = PGRES_POLLING_WRITING
    var progress = Connection.Progress.waiting
    while progress == .waiting {
      var watched = try #require(connection.awaited(state))
      try #require(unsafe poll(&watched, 1, 20_000) == 1)
      progress = try connection.advance(&state)
    }
    #expect(progress == .connected)
    let canceller = Canceller()
    for _ in 0..<20 { unsafe canceller.cancel(connection.handle) }
    for _ in 0..<500 where server.clientCount < 3 { pauseBriefly() }
    for _ in 0..<5 { pauseBriefly() }
    #expect(server.clientCount == 3)
    #expect(canceller.isBusy)
  }
}
