import Shared
import TLS

/// Takes the place of OpenSSL's function for libcurl, which calls it for each connection: the program's
/// own symbols come before those of libraries, if it exports them.
@_cdecl("SSL_CTX_new")
public func nextContext(_ method: OpaquePointer?) -> OpaquePointer? {
  unsafe SharedContext.next(method)
}

extension EventLoop {
  /// What the loop's transfers over TLS have in common.
  var sharedContext: SharedContext { belonging { _ in SharedContext() } }
}
