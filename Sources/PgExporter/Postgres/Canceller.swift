import CPostgres
import Glibc
import Shared
import Synchronization

/// Asks a server to end what it does for a session that nobody waits for any more.
///
/// `PQcancel` makes a connection of its own and waits for its end, which does not come from a
/// server that is stopped. It runs on a thread that nobody waits for, and while one hangs there is
/// no second. One of these is shared by the sessions with one server.
final class Canceller: Sendable {
  private let isUnderWay = Atomic(false)

  /// Whether a request is on its way, or hangs.
  var isBusy: Bool { isUnderWay.load(ordering: .relaxed) }

  /// Sends the request and returns at once.
  func cancel(_ connection: OpaquePointer) {
    guard let request = unsafe PQgetCancel(connection) else { return }
    let handle = unsafe Request(owning: request)
    guard !isUnderWay.exchange(true, ordering: .acquiring) else { return }
    do {
      try Thread.detach {
        handle.send()
        self.isUnderWay.store(false, ordering: .releasing)
      }
    } catch {
      isUnderWay.store(false, ordering: .releasing)
    }
  }

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
