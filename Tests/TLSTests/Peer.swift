import Foundation
import Synchronization
import TestSupport

/// A listener of the test's own, which meets one client as the test says.
final class Peer: Sendable {
  let port: Int
  private let listener: CInt
  private let gone = Gate()

  /// - Parameter meet: What it does with the client's connection, on a thread of its own.
  init(_ meet: @escaping @Sendable (CInt) -> Void) throws {
    let port = try freePort()
    let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(port).bigEndian
    let result = unsafe withUnsafePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0, listen(listener, 5) == 0 else {
      throw Failure(description: "listen: error \(errno)")
    }
    self.port = port
    self.listener = listener
    let gone = gone
    Thread {
      let client = accept(listener, nil, nil)
      guard client >= 0 else { return }
      meet(client)
      gone.pass()
      close(client)
    }
    .start()
  }

  deinit {
    gone.open()
    shutdown(listener, CInt(SHUT_RDWR))
    close(listener)
  }
}
