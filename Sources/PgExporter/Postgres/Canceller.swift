import CPostgres
import Glibc
import Shared

/// Asks a server to end what it does for a session that nobody waits for any more.
///
/// `PQcancel` makes a connection of its own and waits for its end, which does not come from a
/// server that is stopped, or from one that a stranger named. It runs on a thread that nobody waits
/// for, two of them at most in the whole process, which all sessions share. While both hang, nobody
/// is asked: the server notices by itself that we hung up (`client_connection_check_interval`), or
/// ends at our `statement_timeout`.
final class Canceller: Sendable {
  private let underWay = Monitor(0)

  private static let limit = 2

  /// Whether a request is on its way, or hangs.
  var isBusy: Bool { underWay.read { $0 > 0 } }

  /// Sends the request and returns at once.
  func cancel(_ connection: OpaquePointer) {
    guard begin() else { return }
    guard let request = unsafe PQgetCancel(connection) else { return end() }
    let handle = unsafe Request(owning: request)
    do {
      try Thread.detach {
        handle.send()
        self.end()
      }
    } catch {
      end()
    }
  }

  private func begin() -> Bool {
    underWay.adjust { count in
      guard count < Self.limit else { return false }
      count += 1
      return true
    }
  }

  private func end() { underWay.adjust { $0 -= 1 } }

  /// What libpq remembers of a connection, independent of it.
  @safe private final class Request: @unchecked Sendable {
    private let handle: OpaquePointer

    init(owning handle: OpaquePointer) { unsafe self.handle = handle }

    deinit { unsafe PQfreeCancel(handle) }

    func send() {
      _ = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { reason in
        unsafe PQcancel(handle, reason.baseAddress, CInt(reason.count))
      }
    }
  }
}
