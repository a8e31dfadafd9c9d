import Shared
import Synchronization

/// A connection to a bus that is kept for the next scrape.
///
/// Whoever finds none, as a second scrape at the same moment, makes one. One that turns out to be gone,
/// as after a restart of the bus, is made anew at once.
final class KeptConnection<Connection: ~Copyable & Sendable>: Sendable {
  private let kept = Mutex<Connection?>(nil)

  /// Runs `body` over the connection. After a throw it is not kept.
  func use<Result>(
    connecting connect: () throws(BusError) -> Connection,
    _ body: (inout Connection) throws(BusError) -> Result
  ) throws(BusError) -> Result {
    if let connection = kept.withLock({ $0.take() }) {
      do throws(BusError) {
        return try use(connection, body)
      } catch {
        if !error.isDisconnection { throw error }
      }
    }
    return try use(connect(), body)
  }

  /// Looks at the connection, if there is one now.
  func look<Result>(_ body: (borrowing Connection) -> Result) -> Result? {
    kept.withLock { kept in
      guard let connection = kept.take() else { return nil }
      let result = body(connection)
      kept = consume connection
      return result
    }
  }

  private func use<Result>(
    _ connection: consuming Connection, _ body: (inout Connection) throws(BusError) -> Result
  ) throws(BusError) -> Result {
    var connection = connection
    let result = try body(&connection)
    var finished: Connection? = connection
    kept.withLock { $0 = finished.take() }
    return result
  }
}
