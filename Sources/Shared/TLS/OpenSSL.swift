internal import COpenSSL
internal import Shared

/// The library that does TLS. It is opened when the first context is made: see CLate.
enum OpenSSL {
  static func open() throws(TLSError) {
    do throws(MissingLibrary) {
      try unsafe MissingLibrary.check(vigie_open_libssl(), for: "TLS", in: "libssl3")
    } catch {
      throw TLSError(subject: "OpenSSL", reason: "\(error)")
    }
  }

  /// Nothing but memory can be missing.
  static var exhausted: TLSError {
    TLSError(subject: "OpenSSL", reason: OpenSSLFailure.take()?.words ?? "out of memory")
  }
}
