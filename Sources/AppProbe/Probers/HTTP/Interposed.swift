import Shared
import TLS

// The program's own symbols come before those of libraries, if it exports them.

/// Takes the place of OpenSSL's function for libcurl, which calls it for each connection.
@_cdecl("SSL_CTX_new")
public func nextContext(_ method: OpaquePointer?) -> OpaquePointer? {
  unsafe SharedContext.next(method)
}

/// Takes the place of OpenSSL's function for libssl, which calls it for each certificate of a server.
@_cdecl("d2i_X509")
public func certificate(
  _ slot: UnsafeMutablePointer<OpaquePointer?>?,
  _ bytes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, _ length: Int
) -> OpaquePointer? {
  unsafe KnownCertificates.shared.read(slot, bytes, length)
}

extension EventLoop {
  /// What the loop's transfers over TLS have in common.
  var sharedContext: SharedContext { belonging { _ in SharedContext() } }
}
