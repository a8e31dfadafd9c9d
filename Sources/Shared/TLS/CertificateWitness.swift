internal import COpenSSL

/// Sees the certificates of a connection while OpenSSL verifies them, since it forgets those that it
/// refuses.
///
/// It is attached to a connection, or to a context that the connection is made of next, and lives at
/// least as long as that. It sees nothing where a session is resumed: no certificate is shown then.
@safe package final class CertificateWitness {
  package private(set) var chain = CertificateChain()
  private var hasSeenCertificates = false

  private init() {}

  /// Has a new witness see the next connection of an `SSL_CTX`, and no other.
  package static func attach(toContext context: OpaquePointer) -> CertificateWitness {
    let witness = CertificateWitness()
    if let index = Slots.shared.context {
      let last = unsafe SSL_CTX_get_ex_data(context, index)
      let reference = unsafe Unmanaged.passRetained(witness)
      if unsafe SSL_CTX_set_ex_data(context, index, reference.toOpaque()) == 1 {
        unsafe Slots.forget(last)
      } else {
        unsafe reference.release()
      }
    }
    unsafe install(in: context, SSL_CTX_get_verify_mode(context))
    return witness
  }

  /// Has a new witness see an `SSL`, whose context has had ``install(in:_:)``.
  static func attach(toConnection connection: OpaquePointer) -> CertificateWitness {
    let witness = CertificateWitness()
    if let index = Slots.shared.connection {
      let reference = unsafe Unmanaged.passRetained(witness)
      if unsafe SSL_set_ex_data(connection, index, reference.toOpaque()) != 1 {
        unsafe reference.release()
      }
    }
    return witness
  }

  /// Has the witnesses of an `SSL_CTX`'s connections called.
  ///
  /// - Parameter mode: `SSL_VERIFY_…`
  static func install(in context: OpaquePointer, _ mode: CInt) {
    unsafe SSL_CTX_set_verify(context, mode) { isGood, verification in
      if let verification = unsafe verification {
        unsafe CertificateWitness.witness(isGood != 0, verification)
      }
      return isGood
    }
  }

  /// Is called for each fault that is found, or for each certificate of a chain without any.
  private static func witness(_ isGood: Bool, _ verification: OpaquePointer) {
    let index = SSL_get_ex_data_X509_STORE_CTX_idx()
    guard let held = unsafe X509_STORE_CTX_get_ex_data(verification, index) else { return }
    let connection = OpaquePointer(held)
    unsafe of(connection)?.see(verification, isGood: isGood, connection)
  }

  private static func of(_ connection: OpaquePointer) -> CertificateWitness? {
    let held = unsafe Slots.shared.connection.flatMap { unsafe SSL_get_ex_data(connection, $0) }
    return unsafe held.map {
      unsafe Unmanaged<CertificateWitness>.fromOpaque($0).takeUnretainedValue()
    }
  }

  private func see(_ verification: OpaquePointer, isGood: Bool, _ connection: OpaquePointer) {
    if !hasSeenCertificates {
      hasSeenCertificates = true
      unsafe chain.describe(connection)
      unsafe chain.certificates = CertificateChain.list(
        X509_STORE_CTX_get0_untrusted(verification))
      if chain.certificates.isEmpty, let own = unsafe X509_STORE_CTX_get0_cert(verification) {
        chain.certificates = [unsafe Certificate(own)]
      }
    }
    guard unsafe SSL_get_verify_mode(connection) != SSL_VERIFY_NONE else { return }
    if !isGood {
      guard case .refused = chain.verification else { return unsafe refuse(verification) }
    } else if unsafe X509_STORE_CTX_get_error_depth(verification) == 0 {
      chain.verification = .passed
      unsafe chain.verifiedUntil = CertificateChain.expiry(
        X509_STORE_CTX_get0_chain(verification))
    }
  }

  private func refuse(_ verification: OpaquePointer) {
    let code = unsafe X509_STORE_CTX_get_error(verification)
    let words =
      unsafe X509_verify_cert_error_string(Int(code)).map { unsafe String(cString: $0) } ?? ""
    chain.verification = .refused(CertificateRefusal(code: code), words)
    chain.verifiedUntil = nil
  }

  /// Where OpenSSL keeps the witnesses of connections and contexts: it numbers such things once for a
  /// process.
  private struct Slots {
    static let shared = Slots()

    let connection: CInt?
    let context: CInt?

    private init() {
      let context = unsafe vigie_new_slot(CRYPTO_EX_INDEX_SSL_CTX, nil) { _, held, _, _, _, _ in
        unsafe Slots.forget(held)
      }
      let connection = unsafe vigie_new_slot(
        CRYPTO_EX_INDEX_SSL,
        { connection, _, slots, index, _, _ in
          unsafe Slots.take(for: connection.map { OpaquePointer($0) }, in: slots, index)
        },
        { _, held, _, _, _, _ in unsafe Slots.forget(held) })
      self.connection = connection < 0 ? nil : connection
      self.context = context < 0 ? nil : context
    }

    /// Gives a connection that is being made the witness that its context has for it.
    private static func take(
      for connection: OpaquePointer?, in slots: UnsafeMutablePointer<CRYPTO_EX_DATA>?, _ index: CInt
    ) {
      guard let connection = unsafe connection, let own = shared.context,
        let context = unsafe SSL_get_SSL_CTX(connection),
        let held = unsafe SSL_CTX_get_ex_data(context, own),
        unsafe SSL_CTX_set_ex_data(context, own, nil) == 1
      else { return }
      // From the one to the other.
      if unsafe CRYPTO_set_ex_data(slots, index, held) != 1 { unsafe forget(held) }
    }

    fileprivate static func forget(_ held: UnsafeMutableRawPointer?) {
      guard let held = unsafe held else { return }
      unsafe Unmanaged<CertificateWitness>.fromOpaque(held).release()
    }
  }
}

extension CertificateChain {
  /// Notes what an `SSL` has agreed on so far.
  mutating func describe(_ connection: OpaquePointer) {
    version =
      switch unsafe SSL_version(connection) {
      case TLS1_VERSION: "TLS 1.0"
      case TLS1_1_VERSION: "TLS 1.1"
      case TLS1_2_VERSION: "TLS 1.2"
      case TLS1_3_VERSION: "TLS 1.3"
      default: nil
      }
    guard let cipher = unsafe SSL_get_current_cipher(connection),
      let name = unsafe SSL_CIPHER_standard_name(cipher)
    else { return }
    self.cipher = unsafe String(cString: name)
  }

  /// - Parameter stack: Of `X509`.
  fileprivate static func list(_ stack: OpaquePointer?) -> [Certificate] {
    guard let stack = unsafe stack else { return [] }
    return (0..<(unsafe OPENSSL_sk_num(stack))).compactMap { index in
      unsafe OPENSSL_sk_value(stack, index).map {
        unsafe KnownCertificates.shared.description(of: OpaquePointer($0))
      }
    }
  }

  /// When the first of a stack of `X509` expires.
  fileprivate static func expiry(_ stack: OpaquePointer?) -> Double? {
    guard let stack = unsafe stack else { return nil }
    return (0..<(unsafe OPENSSL_sk_num(stack))).compactMap { index in
      unsafe OPENSSL_sk_value(stack, index).flatMap {
        unsafe Certificate.seconds(X509_get0_notAfter(OpaquePointer($0)))
      }
    }.min()
  }
}
