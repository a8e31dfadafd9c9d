import Glibc
import Shared
import Synchronization

/// Asks the kernel over one netlink socket that is kept between scrapes.
///
/// Askers on several threads do not disturb each other; a second one at the same moment opens a
/// socket for itself.
final class NetlinkConnection: Sendable {
  private let proto: CInt
  private let kept = Mutex<NetlinkSocket?>(nil)

  /// - Parameter proto: `NETLINK_ROUTE`, `NETLINK_SOCK_DIAG`, …
  init(_ proto: CInt) {
    self.proto = proto
  }

  /// Asks for a table; see ``NetlinkSocket/dump(type:body:into:_:)``.
  func dump<Result>(
    type: UInt16, body: [UInt8], into initial: Result,
    _ each: (inout Result, UInt16, Span<UInt8>) throws -> Void
  ) throws -> Result {
    do {
      return try dumpOnce(type: type, body: body, into: initial, each)
    } catch let error as SystemError where error.code == ENOBUFS || error.code == EBUSY {
      // The answer overran the socket, or an earlier one has not ended: a new socket knows nothing
      // of that.
      return try dumpOnce(type: type, body: body, into: initial, each)
    }
  }

  private func dumpOnce<Result>(
    type: UInt16, body: [UInt8], into initial: Result,
    _ each: (inout Result, UInt16, Span<UInt8>) throws -> Void
  ) throws -> Result {
    var socket = try kept.withLock { $0.take() } ?? NetlinkSocket(proto)
    // A socket that failed is closed here, since it is not put back.
    let result = try socket.dump(type: type, body: body, into: initial, each)
    keep(socket)
    return result
  }

  private func keep(_ socket: consuming NetlinkSocket) {
    var socket: NetlinkSocket? = socket
    kept.withLock { kept in
      if kept == nil { kept = socket.take() }
    }
  }
}
