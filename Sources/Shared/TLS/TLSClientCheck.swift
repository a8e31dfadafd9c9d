internal import COpenSSL
internal import Glibc

/// What a server makes of the certificates that clients show.
///
/// OpenSSL asks it in a handshake, on whichever thread that is; it never changes.
final class TLSClientCheck: Sendable {
  private let clients: TLSServerOptions.ClientAuthentication
  private let allowedNames: [String]?

  init(_ options: TLSServerOptions) {
    clients = options.clients
    allowedNames = options.allowedNames
  }

  /// Has a context ask this, which must live as long.
  func install(in context: OpaquePointer) {
    guard clients != .none else { return unsafe SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nil) }
    let mode = SSL_VERIFY_PEER | (clients.requires ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0)
    unsafe SSL_CTX_set_verify(context, mode, nil)
    unsafe SSL_CTX_set_cert_verify_callback(
      context,
      { chain, check in
        guard let chain = unsafe chain, let check = unsafe check else { return 0 }
        let own = unsafe Unmanaged<TLSClientCheck>.fromOpaque(check).takeUnretainedValue()
        return unsafe own.accepts(chain) ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  /// - Parameter chain: An `X509_STORE_CTX` with what the client has shown.
  private func accepts(_ chain: OpaquePointer) -> Bool {
    if clients.verifies, unsafe X509_verify_cert(chain) != 1 { return false }
    guard let allowedNames else { return true }
    let certificate = unsafe X509_STORE_CTX_get0_cert(chain)
    if unsafe Self.names(of: certificate).contains(where: { allowedNames.contains($0) }) {
      return true
    }
    unsafe X509_STORE_CTX_set_error(chain, X509_V_ERR_APPLICATION_VERIFICATION)
    return false
  }

  /// The alternative names of a certificate that are names of hosts, addresses or URIs, as text.
  private static func names(of certificate: OpaquePointer?) -> [String] {
    guard let names = unsafe vigie_alternative_names(certificate) else { return [] }
    defer { unsafe GENERAL_NAMES_free(names) }
    var texts: [String] = []
    for index in 0..<(unsafe vigie_name_count(names)) {
      var kind: CInt = 0
      var count: CInt = 0
      guard let start = unsafe vigie_name(names, index, &kind, &count) else { continue }
      let bytes = unsafe UnsafeBufferPointer(start: start, count: Int(count))
      if kind != GEN_IPADD {
        texts.append(unsafe String(decoding: bytes, as: UTF8.self))
      } else if let address = unsafe address(bytes) {
        texts.append(address)
      }
    }
    return texts
  }

  private static func address(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    return unsafe withUnsafeTemporaryAllocation(
      of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)
    ) { text in
      let family = bytes.count == 4 ? AF_INET : AF_INET6
      guard
        let found = unsafe inet_ntop(
          family, bytes.baseAddress, text.baseAddress, socklen_t(text.count))
      else { return nil }
      return unsafe String(cString: found)
    }
  }
}
