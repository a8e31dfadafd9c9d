internal import COpenSSL
internal import Shared

/// Whom a server's certificate must be for.
struct TLSServerName {
  private let given: String
  private let name: String
  private let isAddress: Bool

  init(_ given: String) {
    self.given = given
    isAddress = Resolver.isAddress(given)
    if isAddress {
      // No certificate knows the interface that `fe80::1%eth0` is reached through.
      name = String(given.prefix { $0 != "%" })
    } else {
      // The dot that ends a name for the resolver is not part of it in a certificate.
      name = given.hasSuffix(".") ? String(given.dropLast()) : given
    }
  }

  /// Has a connection ask for the name, and insist on it if it `verifies`.
  func expect(on connection: OpaquePointer, verifies: Bool) throws(TLSError) {
    // OpenSSL takes no name for any name, and sees a text only up to its first NUL.
    let isUsable = !name.isEmpty && !name.utf8.contains(0)
    guard isUsable || !verifies else { throw refusal }
    guard isUsable else { return }
    // Servers choose between names only (RFC 6066).
    if !isAddress, unsafe vigie_set_server_name(connection, name) != 1 { throw refusal }
    guard verifies else { return }
    unsafe try expect(in: SSL_get0_param(connection))
  }

  /// Has those who verify by some parameters, an `X509_VERIFY_PARAM`, insist on the name.
  func expect(in parameters: OpaquePointer?) throws(TLSError) {
    guard !name.isEmpty, !name.utf8.contains(0) else { throw refusal }
    if isAddress {
      guard unsafe X509_VERIFY_PARAM_set1_ip_asc(parameters, name) == 1 else { throw refusal }
    } else {
      unsafe X509_VERIFY_PARAM_set_hostflags(
        parameters, UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS))
      guard unsafe X509_VERIFY_PARAM_set1_host(parameters, name, 0) == 1 else { throw refusal }
    }
  }

  private var refusal: TLSError {
    OpenSSLFailure.forgetAll()
    return TLSError(
      subject: "TLS with '\(given.prefix(300))'",
      reason: "it is not a name that a certificate can be for")
  }
}
